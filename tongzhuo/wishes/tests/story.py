"""What Willow Lane wishes for: fourteen lamps, one stair-climbing chair for one neighbour, 1,800 yuan for snacks."""

import datetime as dt

from tests.cast import Cast, at
from tongzhuo.linkages.models import Link
from tongzhuo.needs import actions as needs
from tongzhuo.needs.drafts import AskDraft, ConsentNote
from tongzhuo.needs.models import Need, Occasion
from tongzhuo.needs.states import AskKind, CameBy
from tongzhuo.places.states import WhenKind
from tongzhuo.wishes import actions

NOW = at("2026-11-23 09:20")
DAY = dt.date(2026, 12, 1)


def need(cast: Cast, asks: list[AskDraft], where: str = "willow", by: str = "chen", **more) -> Need:
    agreed = ConsentNote(given_on=NOW.date(), given_to="陈丽")
    facts = {"title": "放学后有盏灯", "title_en": "A warm room until seven", "kind": cast.care, "size": 14}
    raised = needs.raise_need(
        by=cast.as_(by),
        place=cast.places[where],
        words="放学后孩子们没地方写作业。",
        came_by=CameBy.PHONE,
        raised_for=cast.guo if where == "willow" else None,
        consent=agreed if where == "willow" else None,
        **facts | more,
    )
    return needs.confirm_need(by=cast.as_(by), need=raised, title=raised.title, asks=asks)


def goods(cast: Cast, quantity: int | None = 14, **more) -> AskDraft:
    facts = {"what": cast.lamp, "unit": cast.piece, "quantity": quantity, "when": WhenKind.DUE, "ends_on": DAY}
    return AskDraft(AskKind.GOODS, **facts | more)


def money(cast: Cast, fen: int = 180_000) -> AskDraft:
    return AskDraft(AskKind.MONEY, what=cast.snacks, unit=cast.fen, quantity=fen, when=WhenKind.DUE, ends_on=DAY)


def lamps(cast: Cast, **more) -> Occasion:
    return first(need(cast, [goods(cast)], **more))


def chair(cast: Cast, *, day: dt.date | None = DAY, **more) -> Occasion:
    facts = {"title": "一位老人下不了楼", "title_en": "Down the stairs again", "size": 1}
    when = {"ends_on": day} if day else {"when": WhenKind.OPEN, "ends_on": None}
    return first(need(cast, [goods(cast, 1, what=cast.chair, **when)], **facts | more))


def first(made: Need) -> Occasion:
    return Occasion.objects.select_related("ask__need__place").filter(ask__need=made).order_by("pk")[0]


def claimed(cast: Cast, occasion: Occasion, quantity: int = 1, **more) -> Link:
    """Northlight Foods says yes, by the last day of November."""
    facts = {"by": cast.as_("bei"), "organisation": cast.northlight, "bring_by": dt.date(2026, 11, 30)}
    return actions.claim_wish(occasion=occasion, quantity=quantity, **facts | more)
