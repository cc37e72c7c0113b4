"""Offers from a list. An organisation that the list describes is made on the way; one it only names must be known."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from tongzhuo.imports.finding import Finder
from tongzhuo.imports.kinds import organisations
from tongzhuo.imports.kinds.base import KindOf, is_chinese, own_key, point_of, spelled
from tongzhuo.imports.kinds.timing import counted, times_of
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.arrivals import OrganisationRow, arrive_organisations
from tongzhuo.organisations.models import Organisation
from tongzhuo.places.arriving import Arrived
from tongzhuo.places.models import Place
from tongzhuo.resources.arrivals import OfferRow, arrive_offers
from tongzhuo.resources.drafts import MOST, MOST_CONDITIONS, RESTRICTED_TO, SHELVES, WIDEST_M, OfferDraft, faults_of
from tongzhuo.resources.states import OfferKind
from tongzhuo.tables.reading import Reading

OFFERED = spelled(
    {
        OfferKind.PEOPLE: "人手 员工志愿 volunteers",
        OfferKind.GOODS: "物资 物品 things",
        OfferKind.MONEY: "资金 钱 善款",
        OfferKind.SPACE: "场地 空间 room",
        OfferKind.PROFESSIONAL: "专业服务 社工",
        OfferKind.OPERATOR: "承办 运营",
    }
)


@dataclass(frozen=True)
class Offered:
    """A row of the list: the offer, and its organisation as it is known or as the list describes it."""

    key: str
    party: Organisation | None
    described: OrganisationRow | None
    draft: OfferDraft
    name_zh: str
    name_en: str


def read(reading: Reading, finder: Finder) -> Offered | None:
    place = finder.place(reading)
    if place is None:
        return None
    part = finder.part(place, reading.fields.get("place_part", ""))
    name = reading.required("party", 120)
    party = finder.party(reading.fields.get("party_key") or name) if name else None
    described = _described(reading, name, part) if party is None else None
    draft = _draft(reading, finder, part)
    zh, en = reading.text("name_zh", 120), reading.text("name_en", 160)
    if reading.faults or draft is None:
        return None
    key = own_key(reading, name, draft.kind, reading.fields.get("what", ""), draft.starts_on or "", part.path)
    return Offered(key, party, described, draft, zh, en)


def _described(reading: Reading, name: str, place: Place) -> OrganisationRow | None:
    if not reading.fields.get("party_kind"):
        if name:
            reading.fault(
                "party", _("No organisation of this name is known here. Bring it first, or say its party_kind.")
            )
        return None
    kind = reading.choice("party_kind", organisations.KINDS)
    key = reading.text("party_key", 160) or name
    zh, en = (name, "") if is_chinese(name) else ("", name)
    return OrganisationRow(key, kind, place, address=reading.text("party_address", 240), name_zh=zh, name_en=en)


def _draft(reading: Reading, finder: Finder, place: Place) -> OfferDraft | None:
    kind = reading.choice("offer", OFFERED)
    if not kind:
        return None
    shelves = (SHELVES[kind],) if kind in SHELVES else ()
    what = counted(
        reading, finder, shelves, MOST[kind], is_goods=kind == OfferKind.GOODS, is_money=kind == OfferKind.MONEY
    )
    times, point = times_of(reading), point_of(reading)
    draft = OfferDraft(
        kind=kind,
        place=place,
        what=what.term,
        what_text=what.text,
        unit=what.unit,
        quantity=what.quantity,
        on_loan=reading.flag("on_loan"),
        purpose=finder.term(reading, "purpose", RESTRICTED_TO[kind]),
        serves=finder.place(reading, "serves", required=False),
        spot=reading.text("spot", 200),
        lat=point[0] if point else None,
        lon=point[1] if point else None,
        radius_m=reading.amount("radius_km", 1000, WIDEST_M),
        conditions=reading.text("conditions", MOST_CONDITIONS),
        show_name=reading.flag("show_name"),
        valid_until=reading.date("valid_until"),
        **times.of_offer(),
    )
    if not reading.faults:
        today = min(filter(None, (localdate(), draft.ends_on, draft.starts_on, draft.valid_until)))
        for fault in faults_of(draft, today=today):
            reading.fault(_COLUMNS.get(fault.facts["field"], fault.facts["field"]), fault.reason)
    return draft


_COLUMNS = {"kind": "offer", "what_text": "what", "weekdays": "days", "radius_m": "radius_km"}


def arrive(by: Viewer, rows: Sequence[Offered], source: str) -> Arrived:
    """The organisations that the list describes first, then what they offer."""
    described = {row.described.key: row.described for row in rows if row.described}
    before = _keys(source, described)
    if described:
        arrive_organisations(by=by, rows=list(described.values()), source=source)
    parties = {o.source_key: o for o in Organisation.objects.filter(source=source, source_key__in=described)}
    offers = [
        OfferRow(
            row.key,
            row.party or parties[row.described.key if row.described else ""],
            row.draft,
            row.name_zh,
            row.name_en,
        )
        for row in rows
    ]
    arrived = arrive_offers(by=by, rows=offers, source=source)
    for key in described.keys() - before:
        arrived.note("organisation", key, described[key].name_zh, described[key].name_en)
    return arrived


def _keys(source: str, keys: Iterable[str]) -> set[str]:
    standing = Organisation.objects.filter(source=source, source_key__in=list(keys))
    return set(standing.values_list("source_key", flat=True))


def tally(row: Offered) -> Counter[str]:
    return Counter(no_point=row.draft.lat is None, to_be_agreed=row.draft.quantity is None)


OFFERS = KindOf(
    name="offers",
    read=read,
    arrive=arrive,
    key_of=lambda row: row.key,
    place_of=lambda row: row.draft.place.path,
    tally=tally,
)
