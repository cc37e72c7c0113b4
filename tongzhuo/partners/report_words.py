"""A report in sections of label and value: the same for the page, the paper and the workbook."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tongzhuo.outcomes.states import Answer
from tongzhuo.papers.factsheets import Leads
from tongzhuo.partners.reporting import Report, few
from tongzhuo.partners.whereabouts import Followed
from tongzhuo.records.states import Proof
from tongzhuo.vocabulary.amounts import format_amount

Value = str | int | float | Leads


@dataclass(frozen=True)
class Section:
    """A heading, rows under named columns, and perhaps a word on what they are. `folded`: opened by who wants it."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]]
    note: str = ""
    folded: bool = False

    @property
    def labelled(self) -> list[list[tuple[str, Value]]]:
        """Every cell with the name of its column, as a telephone shows them."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


def sections_of(report: Report, *, site: str = "") -> list[Section]:
    """`site`: where the product lives, for whoever reads it elsewhere."""
    given = [_hours(report), _given(report), _followed(report, site)]
    return [*given, _outcomes(report), _places(report), _measured(report), _targets(report), _gri(report)]


def sentence_of(report: Report) -> str:
    """The report in one sentence."""
    places = ngettext("%(n)d community", "%(n)d communities", len(report.places)) % {"n": len(report.places)}
    facts = {"hours": hours(report.all_minutes), "places": places, "met": report.met, "needs": report.needs}
    return (
        _("%(hours)s confirmed hours in %(places)s; %(met)d of %(needs)d needs met, by the word of residents.") % facts
    )


def people(count: int) -> Value:
    """A count of people, unless it is so small that it could point at somebody."""
    return _("fewer than five") if few(count) else count


def helped(report: Report) -> Value:
    """How many people in all; where the count of a place is hidden, the sum does not give it away."""
    counts = [one.helped for one in report.places]
    if any(map(few, counts)) and not few(report.helped):
        shown = sum(count for count in counts if not few(count))
        return _("at least %(n)d") % {"n": shown} if shown else _("not shown, since each count is small")
    return people(report.helped)


def standing(one: Followed) -> tuple[str, str]:
    """How much a gift is, and how far it has come: of amounts that are the same, the last step."""
    furthest = {one.received: _("Received"), one.handed_over: _("Handed over"), one.tally.in_use: _("In use")}
    told = [f"{label} {format_amount(amount, one.gift.unit)}" for amount, label in furthest.items() if amount]
    return format_amount(one.tally.promised, one.gift.unit), " · ".join(told) or _("nothing has come yet")


def hours(minutes: int) -> str:
    return f"{minutes / 60:.1f}".removesuffix(".0")


def period_of(report: Report) -> str:
    return f"{report.since:%Y-%m-%d} – {report.until:%Y-%m-%d}"


def _hours(report: Report) -> Section:
    rows: list[tuple[Value, ...]] = [(str(proof.label), round(report.minutes[proof] / 60, 1)) for proof in Proof]
    rows.append((_("Together"), round(report.all_minutes / 60, 1)))
    rows.append((_("People who came"), report.people))
    return Section(
        _("Hours of our people"),
        (_("How they are proved"), _("Hours")),
        rows,
        _("Confirmed by others, never by ourselves."),
    )


def _given(report: Report) -> Section:
    rows: list[tuple[Value, ...]] = [
        (
            one.name,
            format_amount(one.promised or None, one.unit),
            *(format_amount(part, one.unit) if part else "–" for part in (one.received, one.handed_over, one.in_use)),
        )
        for one in report.given
    ]
    columns = (pgettext("given", "What"), _("Accepted"), _("Received"), _("Handed over"), _("In use"))
    return Section(
        _("Things, money and rooms"),
        columns,
        rows,
        _(
            "Promised in these days; only what has come by the book counts as received. "
            "Money goes through a charity or the organisation itself, never through this page."
        ),
    )


def _followed(report: Report, site: str) -> Section:
    rows: list[tuple[Value, ...]] = [
        (
            one.gift.title,
            one.gift.place.name,
            format_amount(one.tally.promised, one.gift.unit),
            one.gift.get_state_display(),
            Leads(one.gift.shown_code, site + reverse("gifts:trace", args=[one.gift.code])),
        )
        for one in report.followed
    ]
    columns = (
        pgettext("given", "What"),
        _("Community"),
        pgettext("book", "How much"),
        _("How far it is"),
        _("Its number"),
    )
    return Section(
        _("Gift by gift"), columns, rows, _("The number leads to where it is today; everybody who has it may look.")
    )


def _measured(report: Report) -> Section:
    rows: list[tuple[Value, ...]] = [
        (one.measure.name, one.measure.project.shown_title, format_amount(one.total, one.measure.unit))
        for one in report.measured
    ]
    return Section(
        _("What the projects measured"),
        (pgettext("measured", "What"), pgettext("of a gift", "Project"), _("In these days")),
        rows,
        _("Written down by those who run the project."),
    )


def _outcomes(report: Report) -> Section:
    labels = {
        Answer.MET: _("Solved, say the residents"),
        Answer.PARTLY: _("Solved in part"),
        Answer.UNMET: _("Not solved"),
    }
    rows: list[tuple[Value, ...]] = [(label, report.answers[word]) for word, label in labels.items()]
    rows.append((_("No word yet"), report.needs - sum(report.answers.values())))
    rows.append((pgettext("count", "People helped"), helped(report)))
    return Section(_("Outcomes confirmed by residents"), (_("Answer"), _("Needs")), rows)


def _places(report: Report) -> Section:
    rows: list[tuple[Value, ...]] = [
        (one.place.name, len(one.needs), len(one.met), round(one.minutes / 60, 1), people(one.helped))
        for one in report.places
    ]
    columns = (_("Community"), _("Needs"), pgettext("needs", "Met"), _("Hours"), pgettext("count", "People helped"))
    return Section(_("Where it went"), columns, rows)


def _targets(report: Report) -> Section:
    rows: list[tuple[Value, ...]] = [
        (target, _("Goal %(n)s") % {"n": target.partition(".")[0]}) for target in report.targets
    ]
    return Section(
        _("Sustainable Development Goals"),
        (_("Target"), _("Goal")),
        rows,
        _("By the kinds of need that were served; officials keep the list."),
    )


def _gri(report: Report) -> Section:
    """GRI 413-1 (2016). What this product cannot know is left for the company to say."""
    own = _("not recorded here; for the company to add")
    answered = sum(report.answers.values())
    delegates = ngettext(
        "%(n)d need put forward by residents with delegates of their own",
        "%(n)d needs put forward by residents with delegates of their own",
        report.common,
    )
    last_word = ngettext(
        "residents had the last word on %(n)d need", "residents had the last word on %(n)d needs", answered
    )
    confirmed = ngettext(
        "%(n)d need confirmed by the office of its community",
        "%(n)d needs confirmed by the offices of their communities",
        report.needs,
    )
    ours = {
        "iv": confirmed % {"n": report.needs},
        "vi": delegates % {"n": report.common},
        "viii": last_word % {"n": answered},
    }
    labels = {
        "a": _("Share of operations with engagement, assessments or programmes"),
        "i": _("Social impact assessments"),
        "ii": _("Environmental impact assessments and monitoring"),
        "iii": _("Results of assessments made public"),
        "iv": _("Development programmes based on the needs of communities"),
        "v": _("Plans for engaging stakeholders"),
        "vi": _("Consultation with communities, vulnerable groups included"),
        "vii": _("Works councils and other bodies of employees"),
        "viii": _("Formal ways for communities to complain"),
    }
    rows: list[tuple[Value, ...]] = [
        (f"413-1-{key}" if key == "a" else f"413-1-a-{key}", label, ours.get(key, own)) for key, label in labels.items()
    ]
    return Section("GRI 413-1", (_("Field"), _("What is asked"), _("What is known here")), rows, folded=True)
