"""Why a seat stays empty, what would fill it, and who was spared: figures as sentences for people."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, ngettext_lazy

from tongzhuo.linkages.words import distance, named
from tongzhuo.look.dates import short_day
from tongzhuo.needs.asked import amount_words
from tongzhuo.needs.models import Ask
from tongzhuo.needs.states import AskKind

Facts = Mapping[str, Any]
PEOPLE = (AskKind.PEOPLE, AskKind.PROFESSIONAL)
MOST_NAMES = 2
ONE_SEAT = 4_000  # no seat of help counts more; a price beyond it is that of a whole need
CLOSE = 10  # points of fit, of 200, that nobody would notice

# At which question somebody, or something, fell out.
SOMEBODY = {
    "skill": ngettext_lazy("%(n)d does not have the skill.", "%(n)d do not have the skill.", "n"),
    "language": ngettext_lazy("%(n)d does not speak the language.", "%(n)d do not speak the language.", "n"),
    "time": ngettext_lazy("%(n)d is not free then.", "%(n)d are not free then.", "n"),
    "distance": ngettext_lazy("%(n)d lives too far away.", "%(n)d live too far away.", "n"),
    "checks": ngettext_lazy("%(n)d does not have the check.", "%(n)d do not have the check.", "n"),
    "willing": ngettext_lazy("%(n)d rests or has said no.", "%(n)d rest or have said no.", "n"),
    "capacity": ngettext_lazy("%(n)d has no hours left this week.", "%(n)d have no hours left this week.", "n"),
    "taken": ngettext_lazy("%(n)d is needed more at another table.", "%(n)d are needed more at another table.", "n"),
}
SOMETHING = {
    "skill": ngettext_lazy("%(n)d is something else.", "%(n)d are something else.", "n"),
    "time": ngettext_lazy("%(n)d cannot be had then.", "%(n)d cannot be had then.", "n"),
    "distance": ngettext_lazy("%(n)d is too far away.", "%(n)d are too far away.", "n"),
    "willing": ngettext_lazy("%(n)d was taken out or refused.", "%(n)d were taken out or refused.", "n"),
    "capacity": ngettext_lazy("%(n)d has too little left.", "%(n)d have too little left.", "n"),
    "taken": ngettext_lazy("%(n)d goes to another table.", "%(n)d go to another table.", "n"),
}

# The cheapest single change that would fill the seat.
CHANGES = {
    "longer": gettext_noop("It would work if %(who)s had %(minutes)d minutes more that day."),
    "farther": gettext_noop("It would work if %(who)s went %(distance)s farther."),
    "sooner": gettext_noop("It would work if %(who)s brought it %(hours)d hours sooner."),
    "over_limit": gettext_noop("%(who)s could, by giving more this week than agreed. Ask first."),
    "check": gettext_noop("It would work once %(who)s has this check: %(term)s."),
    "rest": gettext_noop("%(who)s could, but rests until %(day)s."),
    "consent": gettext_noop("%(who)s could, after agreeing to be asked."),
    "language": gettext_noop("%(who)s could, if %(term)s is not needed."),
    "skill": gettext_noop("%(who)s could, if something else than “%(what)s” would do."),
    "fewer": gettext_noop("Being content with %(units)s would fill it."),
    "more": gettext_noop("Find this much more: %(units)s."),
}

# Who could have been asked and was not, on purpose.
SPARED = {
    "resting": gettext_noop("%(name)s rests until %(day)s."),
    "no_consent": gettext_noop("%(name)s has not agreed to be asked."),
    "barred": gettext_noop("%(name)s said no, or was taken out."),
    "check_missing": gettext_noop("%(name)s does not have this check yet: %(term)s."),
    "too_far": gettext_noop("%(name)s lives %(distance)s away, farther than they go."),
    "over_limit": gettext_noop("%(name)s has given enough this week. We don’t ask the same people twice."),
}


def funnel_words(ask: Ask, vacancy: Facts) -> list[str]:
    """Everybody who was looked at, and at which question they fell out."""
    people = ask.kind in PEOPLE
    if "pool" not in vacancy:
        return []
    if not vacancy["pool"]:
        return [_("Nobody here has offered time yet.") if people else _("Nothing of this kind is on the table.")]
    sentences = SOMEBODY if people else SOMETHING
    steps = [(sentences[step], n) for step, n in vacancy["funnel"] if n and step in sentences]
    return [_looked_at(vacancy["pool"], people=people), *(str(text % {"n": n}) for text, n in steps)]


def holders_words(vacancy: Facts, names: Mapping[str, str]) -> list[str]:
    """Which tables have those who are missing here, and what they would lose: for whoever keeps the table."""
    sentences = {True: _("“%(need)s” has them, and would be whole no longer: %(points)s points."),
                 False: _("“%(need)s” has them: a seat there counts %(points)s points.")}  # fmt: skip
    return [
        sentences[holder["price"] > ONE_SEAT] % {"need": names[holder["need"]], "points": f"{holder['price']:,}"}
        for holder in vacancy.get("taken_by", ())
        if holder["need"] in names
    ]


def next_words(reasons: Iterable[Facts], names: Mapping[str, str]) -> list[str]:
    """Who would come next, by how little, and where else this party is wanted: for whoever keeps the table."""
    told = []
    for fact in reasons:
        if fact["code"] == "next" and fact["party"] in names:
            close = fact["margin"] <= CLOSE
            said = _("Nearly as good: %(name)s.") if close else _("Next in line: %(name)s, %(points)d points behind.")
            told.append(said % {"name": names[fact["party"]], "points": fact["margin"]})
        elif fact["code"] == "wanted":
            n = fact["fact"]
            said = ngettext(
                "%(n)d empty seat elsewhere wants them too.", "%(n)d empty seats elsewhere want them too.", n
            )
            told.append(said % {"n": n})
    return told


def _looked_at(n: int, *, people: bool) -> str:
    if people:
        return ngettext("Looked at %(n)d person.", "Looked at %(n)d people.", n) % {"n": n}
    return ngettext("Looked at %(n)d offer.", "Looked at %(n)d offers.", n) % {"n": n}


def change_words(ask: Ask, change: Facts | None, names: Mapping[str, str]) -> str:
    """Nothing as long as nobody has asked why."""
    if change is None:
        return ""
    amount = max(1, change["amount"])
    if change["what"] == "more" and ask.quantity is None:
        return _("Somebody would have to put it on the table.")
    return _(CHANGES[change["what"]]) % {
        "who": _who(change["parties"], names),
        "minutes": amount,
        "hours": -(-amount // 60),
        "distance": distance(amount),
        "units": amount_words(ask, amount),
        "what": ask.what_name,
        "term": named(change),
        "day": _day(change),
    }


def left_out_words(entry: Facts, name: str) -> str:
    facts = {"name": name, "day": _day(entry), "term": named(entry), "distance": distance(max(0, entry["metres"]))}
    return _(SPARED[entry["why"]]) % facts


def _day(facts: Facts) -> str:
    return short_day(dt.date.fromisoformat(facts["day"])) if "day" in facts else ""


def _who(codes: list[str], names: Mapping[str, str]) -> str:
    """At most two names, then how many more."""
    known = [names[code] for code in codes[:MOST_NAMES] if code in names]
    others = len(codes) - len(known)
    if not known:
        return ngettext("%(n)d other", "%(n)d others", others) % {"n": others}
    listed = _("%(one)s and %(other)s") % {"one": known[0], "other": known[1]} if len(known) == MOST_NAMES else known[0]
    return _("%(names)s and %(n)d more") % {"names": listed, "n": others} if others else listed
