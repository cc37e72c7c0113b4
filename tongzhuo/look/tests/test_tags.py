import datetime as dt
from xml.etree import ElementTree

import pytest
from django import forms
from django.forms import formset_factory
from django.template import Context, Template

from tongzhuo.look.icons import ICONS, PARTY_ICONS


class Ask(forms.Form):
    title = forms.CharField(label="In one sentence", help_text="What is missing, not who.")
    people = forms.IntegerField(label="How many people", min_value=1, required=False)
    days = forms.MultipleChoiceField(
        label="Which days", choices=[("1", "Monday"), ("2", "Tuesday")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="Agreed aloud", help_text="noted by Chen Li")

    def clean(self):
        raise forms.ValidationError("Say until when.")


def drawn(text, **context):
    return Template(text).render(Context(context))


def test_every_icon_is_well_formed():
    for name in ICONS:
        ElementTree.fromstring(drawn("{% icon name %}", name=name))
    for party in PARTY_ICONS:
        ElementTree.fromstring(drawn("{% party_icon party %}", party=party))


@pytest.mark.parametrize(
    ("tag", "classes"),
    [
        ('{% chip "volunteers" %}', "chip c-volunteer"),
        ('{% chip "volunteers" "asked" "sm" %}', "chip c-volunteer asked sm"),
        ('{% chip "social_worker" "open" %}', "chip c-social open"),
    ],
)
def test_a_chip_carries_its_party_and_state(tag, classes):
    assert f'<span class="{classes}">' in drawn(tag)


def test_an_avatar_is_the_first_character():
    assert drawn('{% avatar "陈丽" "community" %}') == '<span class="ava c-community" aria-hidden="true">陈</span>'
    assert drawn('{% avatar "sun wei" %}') == '<span class="ava" aria-hidden="true">S</span>'
    assert "<svg" in drawn('{% avatar " " %}')
    assert "&lt;" in drawn('{% avatar "<b>" %}')


def test_the_clock_runs_down_and_a_late_one_is_full():
    assert 'class="due soon"' in drawn('{% clock 0.5 "soon" %}')
    assert 'stroke-dasharray="56.5 113.1"' in drawn("{% clock 0.5 %}")
    assert 'stroke-dasharray="0.0 113.1"' in drawn("{% clock -3 %}")
    assert 'stroke-dasharray="113.1 113.1"' in drawn('{% clock 0 "late" %}')


def test_the_estate_lights_the_same_windows_for_the_same_place():
    assert drawn('{% estate 86 288 "a" %}') == drawn('{% estate 86 288 "a" %}')
    assert drawn('{% estate 86 288 "a" %}') != drawn('{% estate 86 288 "b" %}')


@pytest.mark.parametrize(
    ("lit", "total", "drawn_lit", "drawn_all"),
    [(86, 288, 86, 288), (3, 20, 3, 20), (0, 0, 0, 0), (9, 5, 5, 5), (250, 1000, 72, 288)],
)
def test_the_estate_has_a_window_for_each_household(lit, total, drawn_lit, drawn_all):
    picture = drawn("{% estate lit total %}", lit=lit, total=total)
    paths = {path.get("class", ""): path.attrib["d"] for path in ElementTree.fromstring(picture).iter("path")}

    assert paths.get("pane lit", "").count("z") == drawn_lit
    assert paths.get("pane", "").count("z") + drawn_lit == drawn_all
    assert f"{total} windows; {min(lit, total)} of them" in picture


def test_a_field_joins_label_control_hint_and_error():
    form = Ask({"title": "", "people": "0", "days": ["9"]})
    title = drawn("{% field form.title %}", form=form)
    people = drawn("{% field form.people %}", form=form)
    days = drawn("{% field form.days %}", form=form)

    assert '<label for="id_title">In one sentence</label>' in title
    assert 'class="input"' in title
    assert 'aria-invalid="true"' in title
    assert 'aria-describedby="id_title_helptext id_title_error"' in title
    assert 'id="id_title_helptext"' in title
    assert 'id="id_title_error"' in title
    assert 'value="0"' in people
    assert "<legend>Which days</legend>" in days
    assert 'id="id_days_error"' in days
    assert days.count('class="opt"') == 2


def test_a_checkbox_is_a_row_or_a_switch():
    form = Ask()

    assert 'class="opt" for="id_agreed"' in drawn("{% field form.agreed %}", form=form)
    assert 'class="set" for="id_agreed"' in drawn('{% field form.agreed "switch" %}', form=form)
    assert 'class="switch"' in drawn('{% field form.agreed "switch" %}', form=form)


def test_the_summary_lists_what_to_put_right_with_links():
    summary = drawn("{% error_summary form %}", form=Ask({"title": "", "days": ["1"], "agreed": "on"}))

    assert "2 things to put right" in summary
    assert "<li>Say until when.</li>" in summary
    assert '<a href="#id_title">In one sentence: This field is required.</a>' in summary


def test_the_summary_is_absent_when_nothing_is_wrong_and_reads_formsets():
    asks = formset_factory(Ask, extra=1)({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-people": "0"})

    assert drawn("{% error_summary form %}", form=Ask()).strip() == ""
    assert 'href="#id_form-0-people"' in drawn("{% error_summary asks %}", asks=asks)
    assert 'href="#id_form-0-days"' in drawn("{% error_summary asks %}", asks=asks)


def test_words_said_keep_their_language_and_stay_words():
    assert (
        drawn("{% said words %}", words="我下不去了")
        == '<blockquote class="said" lang="zh-Hans"><p>我下不去了</p></blockquote>'
    )
    assert "<p>a &lt;b&gt; c</p>" in drawn("{% said words %}", words="a <b> c")


def test_pages_keep_the_other_parameters(rf, db):
    from django.core.paginator import Paginator
    from django.template.loader import render_to_string

    page = Paginator(range(30), 10).page(2)
    pager = render_to_string("look/pager.html", {"page": page}, request=rf.get("/people/?q=chair&page=2"))

    assert 'href="?q=chair&amp;page=3" rel="next"' in pager
    assert 'aria-current="page">2</a>' in pager
    assert render_to_string("look/pager.html", {"page": Paginator([1], 10).page(1)}).strip() == ""


def test_dates_may_stand_in_attributes():
    assert drawn("{{ day|iso }}", day=dt.date(2026, 11, 26)) == "2026-11-26"
