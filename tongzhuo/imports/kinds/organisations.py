"""Organisations from a list."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from tongzhuo.imports.finding import Finder
from tongzhuo.imports.kinds.base import KindOf, own_key, point_of, spelled, two_names
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.arrivals import OrganisationRow, arrive_organisations
from tongzhuo.organisations.states import Kind
from tongzhuo.places.arriving import Arrived
from tongzhuo.tables.reading import Reading
from tongzhuo.vocabulary.states import Shelf

MOST_CAPACITY = 100_000
KINDS = spelled(
    {
        Kind.COMMITTEE: "居委会 社区居委会 村委会",
        Kind.NGO: "社会组织 社会服务机构 民非 ngo nonprofit",
        Kind.FILED_GROUP: "备案组织 社区社会组织 备案社区社会组织",
        Kind.CIRCLE: "兴趣小组 小组 圈子 club",
        Kind.TEAM: "志愿服务队 志愿队 队伍",
        Kind.STATION: "社工站 社会工作站",
        Kind.COMPANY: "企业 公司 商家 business",
        Kind.SCHOOL: "学校 高校",
        Kind.CHARITY: "慈善组织 慈善会 红十字会",
        Kind.FOUNDATION: "基金会",
        Kind.GOVERNMENT: "政府 机关 政府部门",
    }
)


def read(reading: Reading, finder: Finder) -> OrganisationRow | None:
    zh, en = two_names(reading)
    kind = reading.choice("kind", KINDS)
    place = finder.place(reading)
    capacity, said = reading.whole("capacity", MOST_CAPACITY), reading.date("capacity_said")
    if capacity is not None and said is None and not reading.fields.get("capacity_said"):
        reading.fault("capacity_said", _("Say when this capacity was told."))
    point, causes = point_of(reading), finder.terms(reading, "causes", Shelf.NEED_KIND)
    row = OrganisationRow(
        key=own_key(reading, reading.fields.get("registration") or f"{zh}\n{en}", place.path if place else ""),
        kind=kind,
        place=finder.part(place, reading.fields.get("place_part", "")) if place else place,  # type: ignore[arg-type]
        name_zh=zh,
        name_en=en,
        registration=reading.text("registration", 80),
        capacity=capacity,
        capacity_said=said,
        phone=reading.text("phone", 40),
        address=reading.text("address", 240),
        opening=reading.text("opening", 120),
        website=_website(reading),
        lat=point[0] if point else None,
        lon=point[1] if point else None,
        causes=causes,
    )
    return None if reading.faults or place is None else row


def _website(reading: Reading) -> str:
    address = reading.text("website", 500)
    if address and not address.startswith(("http://", "https://")):
        reading.fault("website", _("An address of the web begins with https://."))
    return address


def arrive(by: Viewer, rows: Sequence[OrganisationRow], source: str) -> Arrived:
    return arrive_organisations(by=by, rows=rows, source=source)


def tally(row: OrganisationRow) -> Counter[str]:
    return Counter(no_point=row.lat is None)


ORGANISATIONS = KindOf(
    name="organisations",
    read=read,
    arrive=arrive,
    key_of=lambda row: row.key,
    place_of=lambda row: row.place.path,
    tally=tally,
)
