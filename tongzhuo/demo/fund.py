"""The community fund of Willow Lane: receipts, a granted and a refused application, one that waits, and an account."""

from typing import Any

from tongzhuo.funds import actions
from tongzhuo.funds.drafts import FundDraft, Meeting, MoneyIn, Proposal, Spent
from tongzhuo.funds.models import Fund, GrantApplication
from tongzhuo.funds.queries import interested, seats_of
from tongzhuo.funds.states import Choice
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.sample.reading import data
from tongzhuo.sample.scene import Scene
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf

BEGAN, RECEIVED, MET, BOUGHT, TOLD = -92, -88, -60, -40, -6
YUAN = 100


def build(scene: Scene) -> None:
    """Told on the days on which it happened; then it is today again."""
    today, told = scene.clock.moment, data("fund")
    fund = _found(scene, told)
    host = scene.as_(scene.speakers[fund.host_id])
    _receive(scene, fund, told, host)
    grants = [(_apply(scene, fund, told, one), one) for one in told["applications"] if one["day"] < MET]
    for grant, one in grants:
        _meet(scene, grant, one)
        _use(scene, grant, one, host)
    scene.clock.moment = scene.at(TOLD, "10:00")
    actions.publish_disclosure(by=host, fund=fund)
    for one in told["applications"][len(grants) :]:
        _apply(scene, fund, told, one)
    scene.clock.moment = today


def _purpose(scene: Scene, slug: str) -> Term:
    return scene.term(Shelf.PURPOSE, slug)


def _found(scene: Scene, told: dict[str, Any]) -> Fund:
    home, host = scene.communities[0], scene.organisations[told["host"]]
    desk, purposes = scene.desk(home), tuple(_purpose(scene, slug) for slug in told["budget"])
    scene.clock.moment, (zh, en) = scene.at(BEGAN, "09:30"), told["names"]
    draft = FundDraft(zh, en, host, told["rules"], purposes, told["ceiling"] * YUAN)
    fund = actions.propose_fund(by=desk, place=home, draft=draft)
    fund = actions.accept_fund(by=scene.as_(scene.speakers[host.pk]), fund=fund)
    for key in (*told["residents"], *told["office"]):
        seat = {"resident": key in told["residents"], "named": key not in told["unnamed"]}
        actions.seat_member(by=desk, fund=fund, person=scene.cast[key], **seat)
    for year in sorted({scene.day(MET).year, scene.today.year}):
        for slug, amount in told["budget"].items():
            line = {"year": year, "purpose": _purpose(scene, slug), "amount": amount * YUAN}
            actions.set_budget(by=desk, fund=fund, **line)
    return fund


def _receive(scene: Scene, fund: Fund, told: dict[str, Any], host: Viewer) -> None:
    scene.clock.moment = scene.at(RECEIVED, "15:00")
    for one in told["receipts"]:
        purpose = _purpose(scene, one["purpose"]) if "purpose" in one else None
        facts = {"on": scene.day(RECEIVED), "named": one.get("named", False), "purpose": purpose}
        actions.take_in(by=host, fund=fund, money=MoneyIn(one["number"], one["giver"], one["amount"] * YUAN, **facts))


def _apply(scene: Scene, fund: Fund, told: dict[str, Any], one: dict[str, Any]) -> GrantApplication:
    scene.clock.moment = scene.at(one["day"], "20:10")
    body, lines = scene.organisations[told["applicant"]], tuple((what, amount * YUAN) for what, amount in one["lines"])
    said = (body, one["title"], one["words"], _purpose(scene, one["purpose"]), sum(amount for _what, amount in lines))
    draft = Proposal(*said, lines, scene.day(one["day"] + 14), scene.day(one["day"] + 104))
    return actions.apply_for_grant(by=scene.as_(scene.speakers[body.pk]), fund=fund, draft=draft)


def _meet(scene: Scene, grant: GrantApplication, one: dict[str, Any]) -> None:
    """Who has joined the applicant by chance steps aside."""
    scene.clock.moment = scene.at(MET, "19:00")
    seats = seats_of(grant.fund)
    own = interested(grant.organisation, [seat.person_id for seat in seats])
    said = zip(seats, one["votes"], strict=True)
    votes = {seat.pk: Choice.STEPPED_ASIDE if seat.person_id in own else choice for seat, choice in said}
    meeting = Meeting(scene.day(MET), one["minutes"], votes, grant.amount, one.get("conditions", ""))
    actions.decide_application(by=scene.desk(grant.fund.place), application=grant, meeting=meeting)


def _use(scene: Scene, grant: GrantApplication, one: dict[str, Any], host: Viewer) -> None:
    scene.clock.moment = scene.at(BOUGHT, "11:00")
    for amount in one.get("paid", ()):
        actions.pay_instalment(by=host, application=grant, amount=amount * YUAN)
    for number, what, amount in one.get("spent", ()):
        spent = Spent(number, what, amount * YUAN, scene.day(BOUGHT))
        actions.spend_grant(by=host, application=grant, spent=spent)
