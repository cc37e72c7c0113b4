"""The community fund of Willow Lane: a receipt or two, a granted and a refused application, one that waits, and the
first account, published in time."""

import datetime as dt

from tongzhuo.demo.scene import Scene
from tongzhuo.funds import actions
from tongzhuo.funds.drafts import FundDraft, Lines, Meeting, MoneyIn, Proposal, Spent
from tongzhuo.funds.models import Fund, GrantApplication
from tongzhuo.funds.queries import seats_of
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.models import Person
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf

BEGAN, RECEIVED, APPLIED, MET, PAID, BOUGHT, TOLD, WAITS = -92, -88, -70, -60, -55, -40, -6, -2
YUAN = 100
RULES = """每笔资助不超过三千元，只用在柳荫里。
管理委员会五人，其中居民三人；与申请方有关系的人回避。
先花后补不受理；结余退回基金。"""
GARDEN: Lines = (("花土和菜苗", 900 * YUAN), ("木箱六只", 1080 * YUAN), ("水管和喷头", 420 * YUAN))
PARTY: Lines = (("音响租用", 1200 * YUAN), ("舞台背景", 1600 * YUAN))
READING: Lines = (("绘本三十本", 960 * YUAN), ("点心", 240 * YUAN))


def build(scene: Scene) -> None:
    """Told on the days on which it happened; then it is today again."""
    now = scene.clock.moment
    fund = _found(scene)
    _receive(scene, fund)
    garden = _apply(scene, fund, APPLIED, ("六号楼下的一米菜园", "materials", GARDEN))
    party = _apply(scene, fund, APPLIED, ("联欢会的舞台", "events", PARTY))
    _meet(
        scene, garden, ("for", "for", "for", "abstained", "for"), "看了现场，邻居们愿意轮流浇水。", "木箱用完留在院里。"
    )
    _meet(scene, party, ("against", "for", "against", "against", "abstained"), "舞台可以借学校的，不必花钱。", "")
    _use(scene, garden)
    scene.clock.moment = scene.at(TOLD, "10:00")
    actions.publish_disclosure(by=_host(scene, fund), fund=fund)
    _apply(scene, fund, WAITS, ("周三读书角的绘本", "materials", READING))
    scene.clock.moment = now


def _host(scene: Scene, fund: Fund) -> Viewer:
    return scene.as_(scene.speakers[fund.host_id])


def _purposes(scene: Scene) -> tuple[Term, ...]:
    return tuple(scene.term(Shelf.PURPOSE, slug) for slug in ("materials", "events", "snacks"))


def _committee(scene: Scene) -> list[tuple[Person, bool]]:
    """Three neighbours, one of the station, and the coordinator; in the order of their votes."""
    home = scene.communities[0]
    neighbours = [scene.cast[key] for key in ("liu", "wang", "sun") if scene.cast[key].home == home]
    return [*((person, True) for person in neighbours), (scene.cast["zhao"], False), (scene.cast["chen"], False)]


def _found(scene: Scene) -> Fund:
    home = scene.communities[0]
    desk = scene.desk(home)
    scene.clock.moment = scene.at(BEGAN, "09:30")
    draft = FundDraft(
        "柳荫里社区基金",
        "Willow Lane community fund",
        scene.organisations["Hexin Charity"],
        RULES,
        _purposes(scene),
        3000 * YUAN,
    )
    fund = actions.propose_fund(by=desk, place=home, draft=draft)
    fund = actions.accept_fund(by=_host(scene, fund), fund=fund)
    for nth, (person, resident) in enumerate(_committee(scene)):
        actions.seat_member(by=desk, fund=fund, person=person, resident=resident, named=nth != 1)
    for purpose, amount in zip(_purposes(scene), (9000, 6000, 3000), strict=True):
        for year in sorted({scene.day(MET).year, scene.today.year}):
            actions.set_budget(by=desk, fund=fund, year=year, purpose=purpose, amount=amount * YUAN)
    return fund


def _receive(scene: Scene, fund: Fund) -> None:
    scene.clock.moment = scene.at(RECEIVED, "15:00")
    by, snacks = _host(scene, fund), scene.term(Shelf.PURPOSE, "snacks")
    first = MoneyIn(
        "HX-2201", scene.organisations["Northlight Foods"].name_zh, 12_000 * YUAN, scene.day(RECEIVED), True
    )
    actions.take_in(by=by, fund=fund, money=first)
    second = MoneyIn("HX-2214", "一位老邻居", 2000 * YUAN, scene.day(RECEIVED), purpose=snacks)
    actions.take_in(by=by, fund=fund, money=second)


def _apply(scene: Scene, fund: Fund, day: int, what: tuple[str, str, Lines]) -> GrantApplication:
    """By Warm Doorstep: the title, the purpose and the lines."""
    title, purpose, lines = what
    scene.clock.moment = scene.at(day, "20:10")
    body = scene.organisations["Warm Doorstep"]
    draft = Proposal(
        organisation=body,
        title=title,
        words=f"{title}：材料由我们采购，票据交给慈善会，做完请大家来看。",
        purpose=scene.term(Shelf.PURPOSE, purpose),
        amount=sum(amount for _what, amount in lines),
        lines=lines,
        starts_on=scene.day(day + 14),
        ends_on=scene.day(day + 14) + dt.timedelta(days=90),
    )
    return actions.apply_for_grant(by=scene.as_(scene.speakers[body.pk]), fund=fund, draft=draft)


def _meet(scene: Scene, grant: GrantApplication, said: tuple[str, ...], minutes: str, conditions: str) -> None:
    """Nobody of the office belongs to the applicant; a member who does steps aside."""
    scene.clock.moment = scene.at(MET, "19:00")
    votes = {seat.pk: choice for seat, choice in zip(seats_of(grant.fund), said, strict=True)}
    meeting = Meeting(scene.day(MET), minutes, votes, grant.amount, conditions)
    actions.decide_application(by=scene.desk(grant.fund.place), application=grant, meeting=meeting)


def _use(scene: Scene, grant: GrantApplication) -> None:
    """Two instalments, and what was bought so far."""
    by = _host(scene, grant.fund)
    for day, amount in ((PAID, 1400), (BOUGHT, 600)):
        scene.clock.moment = scene.at(day, "11:00")
        actions.pay_instalment(by=by, application=grant, amount=amount * YUAN)
    for number, what, amount in (("票 0431", "花土和菜苗", 860), ("票 0447", "木箱六只", 1080)):
        spent = Spent(number, what, amount * YUAN, scene.day(BOUGHT))
        actions.spend_grant(by=by, application=grant, spent=spent)
