"""Gifts of Willow Lane at every stage: a machine with its serial number in use, sixty quilts on their way, money
through a charity, parcels that must soon be eaten, promises that wait."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tongzhuo.gifts import actions
from tongzhuo.gifts.drafts import Arriving, GiftDraft
from tongzhuo.gifts.models import Delivery, Gift, Store
from tongzhuo.gifts.states import GiftKind, Naming
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.ledger import actions as ledger
from tongzhuo.organisations.models import Organisation
from tongzhuo.projects import actions as projects
from tongzhuo.projects.models import Measure, Project
from tongzhuo.projects.states import DutyKind
from tongzhuo.sample.scene import Scene
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf

At = tuple[dt.datetime, Callable[[], None]]
FIRST = -62  # days from today on which the composter was promised
COUNTED = ("compost-machine", "food-parcel", "quilt")
WEEKLY_KILOS = (118, 141, 156, 149, 172, 181, 178, 193)


@dataclass
class Table:
    """What the steps of the story hand on to each other."""

    scene: Scene
    gifts: dict[str, Gift] = field(default_factory=dict)
    came: dict[str, Delivery] = field(default_factory=dict)
    stores: dict[str, Store] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)

    @property
    def office(self) -> Organisation:
        return self.scene.organisations["Willow Lane office"]

    @property
    def charity(self) -> Organisation:
        return self.scene.organisations["Hexin Charity"]

    @property
    def chen(self) -> Viewer:
        return self.scene.desk(self.scene.communities[0])

    @property
    def zhao(self) -> Viewer:
        return self.scene.as_(self.scene.cast["zhao"])

    def of(self, body: Organisation) -> Viewer:
        return self.scene.as_(self.scene.speakers[body.pk])


def name_assets(by: Viewer) -> None:
    """What the book counts stays when the district goes, so it is named before the district is laid."""
    ledger.asset_of_money(by=by)
    ledger.asset_of_hours(by=by)
    for item in Term.objects.filter(shelf=Shelf.ITEM, slug__in=COUNTED).select_related("base").order_by("slug"):
        ledger.asset_of_goods(item, by=by, unit=item.base or item)


def steps(scene: Scene) -> Iterator[At]:
    """In the order of time."""
    table = Table(scene)
    for part in (_composter, _quilts, _money, _parcels, _promises):
        for day, time, step in part(table):
            yield scene.at(day, time), step


Steps = Iterator[tuple[int, str, Callable[[], Any]]]


def _composter(table: Table) -> Steps:
    machine: dict[str, Any] = {
        "item": "compost-machine",
        "quantity": 1,
        "quality": "全新，每天 50 公斤",
        "naming": Naming.PUBLIC,
    }
    yield FIRST, "10:00", partial(_open, table)
    yield FIRST, "11:00", partial(_pledge, table, "composter", days=6, **machine)
    yield FIRST + 1, "09:30", partial(_agree, table, "composter")
    yield FIRST + 5, "10:40", partial(_receive, table, "composter", 1, serial="KW-50-0117", note="BC-0912")
    yield FIRST + 6, "09:00", partial(_send, table, "composter", "soil", 1, counted=1)
    yield FIRST + 9, "16:00", partial(_use, table, "composter", 1, 186, "六号楼后院，每天早晚各开一次")
    yield FIRST + 10, "09:00", partial(_count_kilos, table)
    for week, kilos in enumerate(WEEKLY_KILOS):
        yield FIRST + 11 + 6 * week, "18:00", partial(_kilos, table, kilos)


def _quilts(table: Table) -> Steps:
    quilts: dict[str, Any] = {"item": "quilt", "quantity": 60, "quality": "全新，纯棉", "naming": Naming.PUBLIC}
    yield -30, "15:00", partial(_pledge, table, "quilts", days=8, **quilts)
    yield -29, "09:00", partial(_agree, table, "quilts")
    yield -24, "10:40", partial(_receive, table, "quilts", 60, note="BC-1102")
    yield -17, "09:00", partial(_send, table, "quilts", "warm", 24, counted=24)
    yield -15, "09:00", partial(_send, table, "quilts", "warm", 10, counted=10)
    yield -13, "09:00", partial(_send, table, "quilts", "warm", 18, counted=16)
    yield -6, "17:00", partial(_use, table, "quilts", 46, 71, "入户时看到都铺上了床")
    yield -1, "16:10", partial(_spoiled, table)


def _money(table: Table) -> Steps:
    purpose = table.scene.term(Shelf.PURPOSE, "transport")
    fare: dict[str, Any] = {"kind": GiftKind.MONEY, "quantity": 300_000, "purpose": purpose, "receiver": table.charity}
    yield -28, "10:00", partial(_pledge, table, "fares", days=5, **fare)
    yield -27, "10:00", partial(_agree, table, "fares")
    yield -25, "11:00", partial(_receive, table, "fares", 300_000, store="charity")
    yield -20, "11:00", partial(_send, table, "fares", "warm", 300_000, counted=300_000)
    yield -17, "18:00", partial(_use, table, "fares", 188_000, None, "小货车，四个上午")
    yield -14, "18:00", partial(_use, table, "fares", 52_000, None, "防尘罩和标签")
    yield -12, "18:00", partial(_use, table, "fares", 24_000, None, "六个人的意外险")


def _parcels(table: Table) -> Steps:
    parcels: dict[str, Any] = {"item": "food-parcel", "quantity": 120}
    best = table.scene.day(9)
    yield -5, "14:00", partial(_pledge, table, "parcels", days=8, **parcels)
    yield -4, "09:00", partial(_agree, table, "parcels")
    yield -2, "10:00", partial(_receive, table, "parcels", 80, best_before=best, batch="1125A", note="BC-1125")


def _promises(table: Table) -> Steps:
    yield -9, "20:00", partial(_pledge, table, "books", days=7, item="books", quantity=40)
    yield -8, "09:00", partial(_agree, table, "books")
    yield -1, "19:00", partial(_pledge, table, "heaters", days=9, item="heater", quantity=None)
    yield -1, "19:10", partial(_pledge, table, "chairs", days=9, item="chair", quantity=30, quality="用过，都结实")


def _open(table: Table) -> None:
    chen, home = table.chen, table.scene.communities[0]
    table.stores["office"] = actions.open_store(
        by=chen,
        organisation=table.office,
        place=home,
        name="柳荫里暖心仓",
        name_en="Willow Lane store",
        spot="居委会一楼东",
    )
    table.stores["charity"] = actions.open_store(
        by=table.of(table.charity),
        organisation=table.charity,
        place=table.charity.place,
        name="和信慈善会专户",
        name_en="Hexin Charity account",
    )
    for key, title, english in (
        ("soil", "厨余变花肥", "From kitchen waste to soil"),
        ("warm", "暖冬行动", "A warm winter"),
    ):
        made = projects.open_project(by=chen, title=title, title_en=english, place=home)
        table.projects[key] = projects.begin_project(by=chen, project=made)
    northlight = table.scene.organisations["Northlight Foods"]
    projects.hold_duty(by=chen, project=table.projects["soil"], kind=DutyKind.SUPPORTED, organisation=northlight)


def _pledge(table: Table, key: str, *, days: int, item: str = "", **more: Any) -> None:
    scene, giver = table.scene, table.scene.organisations["Northlight Foods"]
    word = scene.term(Shelf.ITEM, item) if item else None
    money = more.get("kind") == GiftKind.MONEY
    facts: dict[str, Any] = {
        "kind": GiftKind.GOODS,
        "place": scene.communities[0],
        "receiver": table.office,
        "item": word,
        "unit": scene.term(Shelf.UNIT, "fen") if money else word and word.base,
        "deliver_by": scene.clock.moment.date() + dt.timedelta(days=days),
    }
    draft = GiftDraft(**facts | more)
    table.gifts[key] = actions.pledge(by=table.of(giver), draft=draft, organisation=giver)


def _agree(table: Table, key: str) -> None:
    gift = table.gifts[key]
    by = table.of(gift.receiver) if gift.kind == GiftKind.MONEY else table.chen
    table.gifts[key] = actions.agree_terms(by=by, gift=gift)


def _receive(table: Table, key: str, quantity: int, *, store: str = "office", **more: Any) -> None:
    by = table.chen if store == "office" else table.of(table.charity)
    arriving = Arriving(quantity, table.scene.clock.moment.date(), **more)
    came = actions.receive(by=by, gift=table.gifts[key], store=table.stores[store], arriving=arriving)
    actions.issue_receipt(by=by, delivery=came)
    table.came[key] = came


def _send(table: Table, key: str, to: str, quantity: int, *, counted: int) -> None:
    came = table.came[key]
    assert came.store is not None
    by = table.chen if came.store.organisation == table.office else table.of(table.charity)
    facts: dict[str, Any] = {"store": came.store, "gift": came.gift, "lot": came.lot}
    made = actions.hand_over(by=by, project=table.projects[to], quantity=quantity, **facts)
    words = "" if counted == quantity else "司机的单子上写 18 床，到的是 16 床"
    actions.confirm_hand_over(by=table.zhao, hand_over=made, counted=counted, words=words)


def _use(table: Table, key: str, quantity: int, people: int | None, words: str) -> None:
    gift = table.came[key].gift
    project = table.projects["soil" if key == "composter" else "warm"]
    actions.note_use(by=table.zhao, gift=gift, project=project, quantity=quantity, people=people, words=words)


def _spoiled(table: Table) -> None:
    came = table.came["quilts"]
    assert came.store is not None
    words = "一床被水泡了，晒不回来"
    actions.report_loss(by=table.zhao, store=came.store, lot=came.lot, kind="damaged", quantity=1, words=words)


def _count_kilos(table: Table) -> None:
    gram = table.scene.term(Shelf.UNIT, "gram")
    soil = table.projects["soil"]
    projects.name_measure(by=table.chen, project=soil, name="处理的厨余", name_en="Kitchen waste composted", unit=gram)


def _kilos(table: Table, kilos: int) -> None:
    measure = Measure.objects.get(project=table.projects["soil"])
    on = table.scene.clock.moment.date()
    projects.write_measurement(by=table.chen, measure=measure, on=on, amount=kilos * 1000)
