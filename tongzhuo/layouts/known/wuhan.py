"""What volunteers wrote together in Wuhan in early 2020: hospitals' needs, factories, hotels, channels, carriers.

In these files a quantity of 1 means "needed" or "some", not one: it is read as an amount to be agreed. So is 0.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tongzhuo.layouts.shape import Layout, LeftOut
from tongzhuo.places.known import known_below, known_in
from tongzhuo.vocabulary.defaults import Word
from tongzhuo.vocabulary.states import Shelf

COUNTRY, CITY = "/cn/", "/cn/42/01/"
_CITIES = {"wuhanshi": CITY, "huanggangshi": "/cn/42/11/", "ezhoushi": "/cn/42/07/"}
_UNKNOWN = {"0": "", "1": ""}

# Each thing as the lists write it, a slug, Chinese and English. A factory's own word stands after the hospitals'.
_ITEMS = (
    ("mask-ordinary", "普通医用口罩", "Ordinary medical masks", ("一次性医用口罩", "医用口罩")),
    ("mask-surgical", "医用外科口罩", "Surgical masks", ()),
    ("mask-n95", "医用防护口罩", "Medical respirators (N95)", ("医用防护口罩 | N95口罩", "N95")),
    ("goggles-medical", "防护眼镜", "Protective goggles", ("防冲击眼罩/护目镜/防护眼镜",)),
    ("face-shield-medical", "医用防护面罩", "Medical face shields", ("防护面罩",)),
    ("cap-medical", "医用帽", "Protective caps", ("防护帽/医用帽/圆帽",)),
    ("isolation-gown", "隔离衣", "Isolation gowns", ()),
    ("coverall", "医用防护服", "Protective coveralls", ("防护服",)),
    ("surgical-gown", "手术衣", "Surgical gowns", ()),
    ("gloves-latex", "乳胶手套", "Latex gloves", ()),
    ("boots-protective", "防污染靴", "Protective boots", ("长筒胶鞋/防污染靴",)),
    ("shoe-covers-protective", "防污染鞋套", "Protective shoe covers", ()),
    ("boot-covers-protective", "防污染靴套", "Protective boot covers", ()),
    ("bleach-84", "84消毒液", "84 disinfectant", ()),
    ("peracetic-acid", "过氧乙酸", "Peracetic acid", ()),
    ("alcohol-75", "75%酒精", "Alcohol, 75%", ()),
    ("skin-disinfectant", "手部皮肤消毒液", "Skin disinfectant for hands", ()),
    ("iodophor", "活力碘", "Iodophor", ()),
    ("bed-covers", "床罩", "Bed covers", ()),
    ("nebuliser-mask", "医用面罩式雾化器", "Nebulisers with a mask", ()),
    ("temperature-device", "测体温设备", "Devices to take temperatures", ("红外成像测温仪",)),
    ("air-disinfection", "空气消毒设备", "Air disinfection devices", ()),
    ("uv-cart", "医用紫外线消毒车", "Ultraviolet disinfection carts", ()),
    ("nucleic-acid-kit", "核酸检测试剂盒", "Nucleic acid test kits", ("PCR检测产品",)),
    ("pcr-machine", "实时荧光定量PCR仪", "Real-time PCR machines", ("实时荧光定量PCR系统",)),
)
_SLUGS = {name: slug for slug, zh, _en, others in _ITEMS for name in (zh, *others)}
WORDS = tuple(Word(Shelf.ITEM, slug, zh, en, base="piece") for slug, zh, en, _others in _ITEMS)


def _hospital(cells: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    hospital = cells["hospital"]
    yield {
        **cells,
        "key": f"{cells['city']}/{hospital}"[:160],
        "title": f"{hospital}：防疫物资",
        "title_en": f"Protective supplies for {hospital}",
        "city": _CITIES.get(cells["city"], cells["city"]),
        "what": _SLUGS.get(cells["item"], cells["item"]),
        "review_status": "yes" if cells["review_status"] == "已审核" else "no",
    }


def _factory(cells: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """One offer for each thing a factory can make."""
    province = known_below(COUNTRY, cells["省"])
    place = known_below(province, cells["市"]) or province or COUNTRY
    name = cells["厂商名称"]
    party = f"{cells['省']}/{cells['市']}/{name}"[:160]
    for kind, made in cells.items():
        for one in made if kind.endswith("产能") and isinstance(made, list) else ():
            thing = one["specification"]
            yield {
                "key": f"{party}/{kind}/{thing}"[:160],
                "party": name,
                "party_key": party,
                "address": cells["厂商地址"],
                "place": place,
                "what": _SLUGS.get(thing, thing),
                "name": thing,
                "quantity": one["value"],
                "conditions": cells["资质证明"],
            }


def _doctors_hotel(cells: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    yield _hotel(
        cells["酒店名称"], cells["酒店地址"], cells["酒店辖区（县区级）"], cells["酒店可接待人数"], _rooms(cells)
    )


def _rooms(cells: Mapping[str, Any]) -> str:
    rooms = cells["酒店可提供房间数"]
    return "\n".join(part for part in (f"客房 {rooms} 间" if rooms else "", cells["备注"]) if part)


def _travel_hotel(cells: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Hotels all over the country that took in travellers from Hubei. Only those in Wuhan are near its hospitals."""
    city, _dash, district = cells["市-区"].partition("-")
    if not city.startswith("武汉"):
        raise LeftOut(_("hotels outside Wuhan"))
    yield _hotel(cells["联系人(酒店名称或者政府部门）"], cells["具体地址"], district, "", cells["备注"])


def _hotel(name: str, address: str, district: str, people: Any, conditions: str) -> dict[str, Any]:
    return {
        "key": f"{district}/{name}"[:160],
        "name": name,
        "address": address,
        "district": district,
        "quantity": people,
        "conditions": conditions,
    }


def _channel(cells: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    name = " ".join(cells["受赠组织"].split())
    yield {
        "name": name,
        "kind": _kind(name),
        "place": known_in(COUNTRY, f"{name} {cells['地址']}"),
        "address": cells["地址"],
        "website": _website(cells["官方链接"]),
    }


def _kind(name: str) -> str:
    if "基金会" in name:
        return "foundation"
    if "红十字" in name or "慈善" in name:
        return "charity"
    if "大学" in name and "校友" not in name and "医院" not in name:
        return "school"
    return "government" if "指挥部" in name or "大使馆" in name else "ngo"


def _carrier(cells: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    place = known_below(COUNTRY, cells["出发地"]) or COUNTRY
    yield {"name": cells["物流名称"], "place": place, "website": _website(cells.get("官网网址") or "")}


def _website(address: str) -> str:
    return address.strip() if address.strip().startswith(("http://", "https://")) and len(address) < 500 else ""


WUHAN = (
    Layout(
        name="wuhan-hospitals",
        kind="needs",
        columns={
            "key": "key",
            "title": "title",
            "title_en": "title_en",
            "hospital": "helped_as",
            "city": "place",
            "district": "place_part",
            "address": "spot",
            "review_status": "verified",
            "what": "what",
            "quantity_or_flag": "quantity",
            "specification": "note",
        },
        signature=frozenset({"city", "rec", "hospital", "item", "quantity_or_flag", "specification", "review_status"}),
        constants={"ask": "goods", "kind": "emergency"},
        values={"quantity": _UNKNOWN},
        source="wuhan2020-hospitals",
        makes_places=True,
        words=WORDS,
        prepare=_hospital,
    ),
    Layout(
        name="wuhan-factories",
        kind="offers",
        columns={
            "key": "key",
            "party": "party",
            "party_key": "party_key",
            "address": "party_address",
            "place": "place",
            "what": "what",
            "name": "name_zh",
            "quantity": "quantity",
            "conditions": "conditions",
        },
        signature=frozenset({"厂商名称", "口罩类产能", "厂商地址"}),
        constants={"party_kind": "company", "offer": "goods"},
        values={"quantity": _UNKNOWN},
        source="wuhan2020-factories",
        makes_places=True,
        words=WORDS,
        prepare=_factory,
    ),
    *(
        Layout(
            name=name,
            kind="offers",
            columns={
                "key": "key",
                "name": "party",
                "address": "spot",
                "district": "place_part",
                "quantity": "quantity",
                "conditions": "conditions",
            },
            signature=signature,
            constants={"party_kind": "company", "offer": "space", "what": "bed", "place": CITY},
            values={"quantity": {"0": ""}},
            source="wuhan2020-hotels",
            makes_places=True,
            prepare=prepare,
        )
        for name, signature, prepare in (
            ("wuhan-doctors-hotels", frozenset({"酒店名称", "酒店辖区（县区级）", "酒店可接待人数"}), _doctors_hotel),
            ("wuhan-travel-hotels", frozenset({"市-区", "联系人(酒店名称或者政府部门）", "具体地址"}), _travel_hotel),
        )
    ),
    Layout(
        name="wuhan-donation-channels",
        kind="organisations",
        columns={"name": "name_zh", "kind": "kind", "place": "place", "address": "address", "website": "website"},
        signature=frozenset({"受赠组织", "开户行", "官方链接"}),
        source="wuhan2020-channels",
        makes_places=True,
        prepare=_channel,
    ),
    Layout(
        name="wuhan-carriers",
        kind="organisations",
        columns={"name": "name_zh", "place": "place", "website": "website"},
        signature=frozenset({"物流名称", "出发地", "目的地"}),
        constants={"kind": "company"},
        source="wuhan2020-carriers",
        makes_places=True,
        prepare=_carrier,
    ),
)
