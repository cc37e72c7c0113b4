"""Template tags and filters of the look. Every page writes its rings, icons, fields and dates with these."""

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from tongzhuo.look import dates
from tongzhuo.look.drawings import clock_svg, estate_svg
from tongzhuo.look.icons import icon_svg, party_icon_svg
from tongzhuo.look.plots import bar_svg, circles_svg, columns_svg, ways_svg
from tongzhuo.look.ring import PARTY_CLASS, Size, party_name, ring_svg, seat_words

register = template.Library()

register.filter("when", dates.when)
register.filter("day", dates.day)
register.filter("short_day", dates.short_day)
register.filter("clock_time", dates.clock_time)
register.filter("ago", dates.ago)
register.filter("left", dates.left)
register.filter("party_name", party_name)
register.filter("seat_words", seat_words)
register.simple_tag(dates.span, name="span")
register.simple_tag(dates.hours, name="hours")
register.simple_tag(clock_svg, name="clock")
register.simple_tag(estate_svg, name="estate")
register.simple_tag(ways_svg, name="ways")
register.simple_tag(circles_svg, name="circles")
register.simple_tag(bar_svg, name="bar")
register.simple_tag(columns_svg, name="columns")
register.simple_tag(icon_svg, name="icon")
register.simple_tag(party_icon_svg, name="party_icon")


@register.simple_tag
def ring(
    seats: Mapping[str, str],
    core: str = "forming",
    size: str = "s",
    *,
    notes: Mapping[str, str] | None = None,
    guide: bool = False,
    progress: float | None = None,
    label: str | None = None,
) -> SafeString:
    """{% ring need.seats need.core "m" %}; label="" when the words stand beside it."""
    return ring_svg(seats or {}, core, cast("Size", size), notes=notes, guide=guide, progress=progress, label=label)


@register.simple_tag
def logo() -> SafeString:
    """The full ring beside the product's name."""
    return ring_svg(dict.fromkeys(PARTY_CLASS, "seated"), "linked", "s", label="")


@register.simple_tag
def chip(party: str, state: str = "seated", size: str = "") -> SafeString:
    """{% chip "volunteers" "asked" "sm" %}: a party's icon on its colour; the party's name stands beside it."""
    shade = {"asked": "asked", "open": "open", "none": "open"}.get(state, "")
    classes = " ".join(filter(None, ("chip", PARTY_CLASS[party], shade, size)))
    return format_html('<span class="{}">{}</span>', classes, party_icon_svg(party))


@register.simple_tag
def avatar(name: str, party: str = "", size: str = "") -> SafeString:
    """{% avatar person.name "volunteers" %}: the first character of a name; the name itself stands beside it."""
    initial = name.strip()[:1].upper()
    classes = " ".join(filter(None, ("ava", PARTY_CLASS.get(party, ""), size)))
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, initial or icon_svg("me"))


@register.filter
def party_class(party: str) -> str:
    """The class that carries a party's colours."""
    return PARTY_CLASS[party]


@register.simple_tag
def said(text: str) -> SafeString:
    """{% said need.words %}: somebody's own words, set apart, in the language they were said in."""
    tongue = format_html(' lang="{}"', "zh-Hans" if _is_chinese(text) else "en")
    return format_html(
        '<blockquote class="said"{}>{}</blockquote>', tongue, mark_safe(linebreaks(text, autoescape=True))
    )


def _is_chinese(text: str) -> bool:
    return any("CJK UNIFIED" in unicodedata.name(letter, "") for letter in text)


@register.inclusion_tag("look/field.html")
def field(bound: BoundField, kind: str = "") -> dict[str, Any]:
    """{% field form.title %}: label, control, hint and error, joined for screen readers. kind="switch" for a switch."""
    widget = bound.field.widget
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        kind = "choices"
    elif isinstance(widget, CheckboxInput):
        kind = "switch" if kind == "switch" else "checkbox"
    extra = {"choices": "", "checkbox": "", "switch": "switch"}.get(kind, "input")
    classes = " ".join(filter(None, (widget.attrs.get("class", ""), extra)))
    return {"field": bound, "kind": kind, "control": bound.as_widget(attrs={"class": classes} if classes else {})}


@register.inclusion_tag("look/error_summary.html")
def error_summary(*forms: "BaseForm | BaseFormSet[Any] | Sequence[BaseForm]") -> dict[str, Any]:
    """{% error_summary form %}, with a formset or a list of forms beside it: each line a link to its field."""
    lines: list[dict[str, str]] = []
    for form in forms:
        if isinstance(form, Sequence):
            lines += [line for one in form for line in _lines(one)]
        elif isinstance(form, BaseFormSet):
            lines += [{"text": str(error), "target": ""} for error in form.non_form_errors()]
            for one in form.forms:
                lines += _lines(one)
        else:
            lines += _lines(form)
    return {"lines": lines}


def _lines(form: BaseForm) -> list[dict[str, str]]:
    lines = [{"text": str(error), "target": ""} for error in form.non_field_errors()]
    for bound in form:
        lines += [{"label": str(bound.label), "text": str(error), "target": _target(bound)} for error in bound.errors]
    return lines


def _target(bound: BoundField) -> str:
    return bound.id_for_label or bound.auto_id


@register.filter
def iso(moment: dt.datetime | dt.date) -> str:
    """For the datetime attribute of <time>."""
    return moment.isoformat()
