"""What is said at the end: what was read, what became of it, what was made on the way, what to look at."""

from collections.abc import Iterator

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongzhuo.imports.outcome import Outcome

MOST_NAMES = 8


def summary_of(kind: str, outcome: Outcome, *, dry_run: bool) -> Iterator[str]:
    counts = outcome.counts
    if dry_run:
        yield _("Rehearsal: nothing was written.")
    if outcome.resumed_after:
        yield _("Went on after row %(row)s, where the last run stopped.") % {"row": _n(outcome.resumed_after)}
    yield ngettext("%(rows)s row read (%(layout)s).", "%(rows)s rows read (%(layout)s).", outcome.read) % {
        "rows": _n(outcome.read),
        "layout": outcome.layout,
    }
    yield _("%(new)s new, %(changed)s changed, %(same)s the same, %(rejected)s rejected.") % {
        name: _n(counts[name]) for name in ("new", "changed", "same", "rejected")
    }
    yield from _left_out(outcome)
    yield from _made(outcome)
    yield from _tally(kind, outcome)
    if outcome.unread:
        yield _("Columns not read: %(columns)s.") % {"columns": ", ".join(outcome.unread)}
    if outcome.rejects:
        yield _("The rejected rows, each with the reason: %(path)s") % {"path": outcome.rejects}
    yield _("%(seconds)s seconds, %(rate)s rows a second.") % {
        "seconds": number_format(outcome.seconds, 1),
        "rate": _n(outcome.rows_per_second),
    }


def _left_out(outcome: Outcome) -> Iterator[str]:
    for reason, rows in outcome.left_out.items():
        yield _("Left out, %(reason)s: %(count)s.") % {"count": _n(rows), "reason": reason}


def _made(outcome: Outcome) -> Iterator[str]:
    """Counted apart: these are not rows of the file."""
    words = {
        "place": _("Places made on the way, because the tree lacked them: %(count)s (%(names)s)."),
        "organisation": _("Organisations made on the way: %(count)s (%(names)s)."),
        "person": _("People made on the way, without a way to reach them: %(count)s (%(names)s)."),
        "event": _("Events made on the way: %(count)s (%(names)s)."),
        "term": _("Words added to the vocabulary: %(count)s (%(names)s)."),
    }
    for kind, names in outcome.made.items():
        if names:
            shown = [*list(names.values())[:MOST_NAMES], *(["…"] if len(names) > MOST_NAMES else [])]
            yield words[kind] % {"count": _n(len(names)), "names": _(", ").join(shown)}


def _tally(kind: str, outcome: Outcome) -> Iterator[str]:
    tally = outcome.tally
    sentences = {
        "asks": _("Lines asking for something: %(count)s."),
        "people": _("People asked for: %(count)s."),
        "to_be_agreed": _("Quantity not known, to be agreed: %(count)s."),
        "over": _("In the past, kept as they are: %(count)s."),
        "waiting": _("Not verified, waiting in the inbox: %(count)s."),
        "no_contact": _("Kept without any way to reach them: %(count)s."),
        "answer_signed_up": _("Said yes: %(count)s."),
        "answer_declined": _("Said no: %(count)s."),
        "answer_waiting": _("Stood on a waiting list: %(count)s."),
        "answer_attended": _("Were there: %(count)s."),
        "answer_absent": _("Did not come: %(count)s."),
        "guests": _("Guests without a name, counted beside: %(count)s."),
        "offering_time": _("Offering some of their time: %(count)s."),
    }
    if kind != "places":
        sentences["no_point"] = _("Kept without a point on the map: %(count)s.")
    for name, sentence in sentences.items():
        if tally[name]:
            yield sentence % {"count": _n(tally[name])}


def _n(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)
