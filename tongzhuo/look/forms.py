"""The form that every page of the house begins with, and the browser's own controls for a day and an hour."""

from django import forms


class WarmForm(forms.Form):
    """Says what is missing in its own words and keeps what was written: the browser does not step in."""

    use_required_attribute = False


class DayInput(forms.DateInput):
    """The browser's own control for a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    """The browser's own control for an hour."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")
