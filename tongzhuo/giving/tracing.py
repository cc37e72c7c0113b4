"""Where a gift is and how it came there, for everybody who has its number. Nobody who was helped is ever named, and
no number of people under five is told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongzhuo.gifts import rules
from tongzhuo.gifts.models import Delivery, Gift, GiftPhoto, HandOver, UseNote
from tongzhuo.gifts.queries import Tally, shown_photos, tally_of
from tongzhuo.gifts.states import GiftKind, GiftState, HandOverState
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.ledger.models import Entry
from tongzhuo.ledger.states import AccountKind
from tongzhuo.look import dates
from tongzhuo.look.flows import Band, Post, flow_svg
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import PUBLIC_STATES
from tongzhuo.vocabulary.amounts import format_amount

FEWEST = 5


@dataclass(frozen=True)
class Step:
    """One stage of the way. `warn`: a difference that somebody is looking into."""

    icon: str
    title: str
    party: str = ""
    when: str = ""
    lines: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = ()
    warn: str = ""
    now: bool = False
    later: bool = False


@dataclass
class Trace:
    """A gift as its public page shows it. `people` is None where it is under five or nobody has counted."""

    gift: Gift
    tally: Tally
    giver: str = ""
    keeper: str = ""
    people: int | None = None
    headline: str = ""
    steps: list[Step] = field(default_factory=list)
    spent: list[UseNote] = field(default_factory=list)
    photos: list[GiftPhoto] = field(default_factory=list)

    def words(self, amount: int) -> str:
        return format_amount(amount, self.gift.unit)

    @property
    def need(self) -> Need | None:
        """The need it answers, where everybody may read of it."""
        need = self.gift.need
        return need if need is not None and need.state in PUBLIC_STATES else None

    @property
    def rows(self) -> list[tuple[str, str, bool]]:
        """What the picture shows, as words: (what, how much, is it amiss)."""
        tally, used, unused = self.tally, *self.used_words
        said = [
            (_("Received"), tally.received, False),
            (_("Handed over"), tally.handed_over, False),
            (used, tally.in_use, False),
            (_("In store"), tally.in_store, False),
            (unused, tally.arrived - tally.unsure, False),
            (_("Being checked"), tally.unsure, True),
            (_("Lost or spoiled"), tally.lost, True),
            (_("Given back"), tally.returned, False),
        ]
        return [(what, self.words(amount), amiss) for what, amount, amiss in said if amount]

    @property
    def used_words(self) -> tuple[str, str]:
        """What it means that something of it is in use, and that it is not yet."""
        if self.gift.kind == GiftKind.MONEY:
            return _("Spent"), _("Not spent yet")
        return _("In use"), _("Not seen yet")

    @property
    def picture(self) -> str:
        return _flow(self)

    @property
    def spendings(self) -> list[tuple[UseNote, str]]:
        return [(note, self.words(note.quantity)) for note in self.spent]


def trace_of(viewer: Viewer, gift: Gift) -> Trace:
    """At most eight queries, however long the way was."""
    trace = Trace(gift, tally_of(gift))
    if rules.may_know_giver(viewer, gift):
        trace.giver = gift.party_name
    deliveries = list(gift.deliveries.select_related("store__organisation", "lot", "receipt").order_by("on", "pk"))
    sent = list(gift.hand_overs.select_related("project", "store__organisation").order_by("on", "pk"))
    notes = list(gift.use_notes.order_by("on", "pk"))
    helped = sum(note.people or 0 for note in notes)
    trace.people = helped if helped >= FEWEST else None
    trace.keeper = _keeper(gift, trace.tally, deliveries)
    trace.photos = list(shown_photos(gift))
    trace.spent = notes if gift.kind == GiftKind.MONEY else []
    moved = _moved(gift) if deliveries else []
    trace.steps = [*_came(trace, deliveries), *moved, *_went(trace, sent), *_used(trace, notes), *_left(trace)]
    trace.headline = _headline(trace)
    return trace


def _headline(trace: Trace) -> str:
    tally, amount = trace.tally, trace.words
    if not tally.received:
        states = {GiftState.FREED: _("It was promised and did not come."), GiftState.WITHDRAWN: _("It was taken back.")}
        return states.get(GiftState(trace.gift.state)) or _("It is promised and has not come yet.")
    facts = {"received": amount(tally.received), "used": amount(tally.in_use), "there": amount(tally.handed_over)}
    if tally.in_use == tally.received:
        return _("%(received)s received, and all of it in use.") % facts
    if tally.in_use and trace.gift.kind == GiftKind.MONEY:
        return _("%(received)s received. %(used)s spent.") % facts
    if tally.in_use:
        return _("%(received)s received. %(used)s in use.") % facts
    if tally.handed_over:
        return _("%(received)s received, %(there)s handed over.") % facts
    return _("%(received)s received and kept in store.") % facts if tally.in_store else _("It has come to its end.")


def _keeper(gift: Gift, tally: Tally, deliveries: Sequence[Delivery]) -> str:
    """Who answers for it today."""
    if not tally.received or tally.in_store:
        stored = [delivery.store.organisation.name for delivery in deliveries if delivery.store]
        return stored[-1] if stored else gift.receiver.name
    return gift.project.shown_title if gift.project and tally.handed_over else gift.receiver.name


def _came(trace: Trace, deliveries: Sequence[Delivery]) -> list[Step]:
    return [_arrival(trace, delivery) for delivery in deliveries]


def _arrival(trace: Trace, delivery: Delivery) -> Step:
    lot, receipt = delivery.lot, getattr(delivery, "receipt", None)
    giver = trace.giver or _("A giver who prefers not to be named")
    to = delivery.store.organisation.name if delivery.store else trace.gift.receiver.name
    lines = [_("%(giver)s to %(receiver)s.") % {"giver": giver, "receiver": to}]
    if lot.serial:
        lines.append(_("Serial number %(number)s") % {"number": lot.serial})
    if lot.best_before:
        lines.append(_("Good until %(day)s") % {"day": dates.day(lot.best_before)})
    if receipt is not None:
        lines.append(_("Receipt %(number)s") % {"number": receipt.number})
    title = _("Received: %(amount)s") % {"amount": trace.words(delivery.quantity)}
    return Step("resources", title, party="resources", when=dates.day(delivery.on), lines=lines)


def _moved(gift: Gift) -> list[Step]:
    """From one store to another, as the ledger has it."""
    shelf = Q(account__kind=AccountKind.STORE, lot__about=gift.about, transaction__about=gift.about)
    rows = Entry.objects.filter(shelf).select_related("transaction", "account").order_by("transaction__pk", "amount")
    pairs: dict[str, list[Entry]] = {}
    for entry in rows:
        pairs.setdefault(entry.transaction_id, []).append(entry)
    return [
        Step(
            "store",
            _("Moved: %(amount)s") % {"amount": format_amount(into.amount, gift.unit)},
            when=dates.day(into.transaction.on),
            lines=[_("%(before)s to %(after)s.") % {"before": out.account.name, "after": into.account.name}],
        )
        for out, into in (pair for pair in pairs.values() if len(pair) == 2)
        if out.account_id != into.account_id
    ]


def _went(trace: Trace, sent: Sequence[HandOver]) -> list[Step]:
    return [
        Step(
            "truck",
            _("Handed over: %(amount)s") % {"amount": trace.words(made.quantity)},
            party="volunteers",
            when=dates.day(made.on),
            lines=[_said_of(made)],
            links=[(reverse("rota:project", args=[made.project.code]), made.project.shown_title)],
            warn=_differs(trace, made),
        )
        for made in sent
    ]


def _said_of(made: HandOver) -> str:
    if made.state == HandOverState.SENT:
        return _("On its way; whoever receives it has not counted it yet.")
    if made.confirmed_at is None:
        return ""
    return _("Counted on arrival, %(day)s.") % {"day": dates.day(made.confirmed_at)}


def _differs(trace: Trace, made: HandOver) -> str:
    if made.state != HandOverState.DIFFERS:
        return ""
    facts = {"sent": trace.words(made.quantity), "counted": trace.words(made.counted or 0)}
    return _("%(sent)s went out and %(counted)s were counted on arrival. Somebody is looking for the rest.") % facts


def _used(trace: Trace, notes: Sequence[UseNote]) -> list[Step]:
    if not notes or not trace.tally.in_use:
        return []
    first, last = notes[0].on, notes[-1].on
    said = list(dict.fromkeys(note.words for note in notes if note.words))[-3:]
    if trace.people is not None:
        many = ngettext("It helps %(n)d person.", "It helps %(n)d people.", trace.people) % {"n": trace.people}
        said.append(many)
    spent = trace.gift.kind == GiftKind.MONEY
    title = _("Spent: %(amount)s") if spent else _("In use: %(amount)s")
    when = dates.day(last) if first == last else dates.span(first, last)
    return [Step("home", title % {"amount": trace.words(trace.tally.in_use)}, when=when, lines=said, now=True)]


def _left(trace: Trace) -> list[Step]:
    """What is still to come of it, or has come to an end."""
    tally, gift, found = trace.tally, trace.gift, list[Step]()
    if tally.in_store:
        kept = _("Still in store: %(amount)s") % {"amount": trace.words(tally.in_store)}
        found.append(Step("box", kept, later=True, lines=[trace.keeper]))
    if tally.lost:
        lost = _("Lost or spoiled: %(amount)s") % {"amount": trace.words(tally.lost)}
        found.append(Step("alert", lost, lines=[_("Two people have seen it and signed for it.")]))
    if tally.returned:
        found.append(Step("undo", _("Given back: %(amount)s") % {"amount": trace.words(tally.returned)}))
    if tally.to_come and gift.state not in (GiftState.FREED, GiftState.WITHDRAWN):
        to_come = _("Still to come: %(amount)s") % {"amount": trace.words(tally.to_come)}
        found.append(Step("clock", to_come, later=True, lines=_by(gift.deliver_by)))
    return found


def _by(day: date | None) -> list[str]:
    return [_("by %(day)s") % {"day": dates.day(day)}] if day else []


def _flow(trace: Trace) -> str:
    """Received, stored, handed over, in use: as wide as they are many."""
    tally, words, (used, unused) = trace.tally, trace.words, trace.used_words
    if not tally.received:
        return ""
    unseen = tally.arrived - tally.unsure
    columns = (
        [Post("in", tally.received, words(tally.received), _("received"))],
        [
            Post("out", tally.handed_over, words(tally.handed_over), _("handed over")),
            Post("kept", tally.in_store, words(tally.in_store), _("in store"), "store"),
            Post("back", tally.returned, words(tally.returned), _("given back"), "store"),
            Post("lost", tally.lost, words(tally.lost), _("lost or spoiled"), "hole"),
        ],
        [
            Post("use", tally.in_use, words(tally.in_use), used),
            Post("unseen", unseen, words(unseen), unused, "store"),
            Post("unsure", tally.unsure, words(tally.unsure), _("being checked"), "hole"),
        ],
    )
    ways = [Band("in", one.name, one.many) for one in columns[1]]
    ways += [Band("out", one.name, one.many) for one in columns[2]]
    label = "; ".join(f"{amount} {what}" for what, amount, _amiss in trace.rows)
    return flow_svg(columns, ways, label)
