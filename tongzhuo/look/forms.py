"""The form that every page of the house begins with."""

from django import forms


class WarmForm(forms.Form):
    """Says what is missing in its own words and keeps what was written: the browser does not step in."""

    use_required_attribute = False
