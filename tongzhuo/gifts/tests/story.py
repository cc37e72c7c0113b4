"""Sixty quilts of Northlight Foods for Willow Lane: the story that most tests of this room begin with."""

import datetime as dt

import pytest

from tests.cast import Cast, at, term
from tongzhuo.gifts import actions
from tongzhuo.gifts.drafts import Arriving, GiftDraft
from tongzhuo.gifts.models import Delivery, Gift, HandOver, Store
from tongzhuo.gifts.states import GiftKind
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.projects import actions as projects
from tongzhuo.projects.models import Project
from tongzhuo.vocabulary.states import Shelf

NOW = at("2026-11-23 09:20")
TODAY = NOW.date()
EVERYBODY = ("chen", "zhao", "liu", "nuan", "bei", "gao", "outsider", None)


def day(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def quilts(cast: Cast, **more) -> GiftDraft:
    facts = {
        "kind": GiftKind.GOODS,
        "place": cast.willow,
        "receiver": cast.office,
        "item": term(Shelf.ITEM, "quilt", "棉被", "Quilts", base=cast.piece),
        "unit": cast.piece,
        "quantity": 60,
        "quality": "全新，纯棉",
        "deliver_by": day(7),
        "deliver_to": "居委会一楼",
    }
    return GiftDraft(**facts | more)


def promised(cast: Cast, **more) -> Gift:
    return actions.pledge(by=cast.as_("bei"), draft=quilts(cast, **more), organisation=cast.northlight)


def agreed(cast: Cast, **more) -> Gift:
    return actions.agree_terms(by=cast.as_("chen"), gift=promised(cast, **more))


def store(cast: Cast, name: str = "柳荫里暖心仓") -> Store:
    return actions.open_store(
        by=cast.as_("chen"), organisation=cast.office, place=cast.willow, name=name, name_en="Willow Lane store"
    )


def came(cast: Cast, gift: Gift, shelf: Store, quantity: int = 60, **more) -> Delivery:
    arriving = Arriving(quantity=quantity, on=TODAY, **more)
    return actions.receive(by=cast.as_("chen"), gift=gift, store=shelf, arriving=arriving)


def project(cast: Cast, title: str = "暖冬行动") -> Project:
    made = projects.open_project(by=cast.as_("chen"), title=title, title_en="Warm winter", place=cast.willow)
    return projects.begin_project(by=cast.as_("chen"), project=made)


def sent(cast: Cast, delivery: Delivery, to: Project, quantity: int = 24, **more) -> HandOver:
    assert delivery.store
    facts = {"store": delivery.store, "gift": delivery.gift, "lot": delivery.lot, "project": to}
    return actions.hand_over(by=cast.as_("chen"), quantity=quantity, **facts | more)


def arrived(cast: Cast, quantity: int = 24) -> HandOver:
    """Sixty came, some went out, and Zhao Ning counted them."""
    gift = agreed(cast)
    made = sent(cast, came(cast, gift, store(cast)), project(cast), quantity)
    return actions.confirm_hand_over(by=cast.as_("zhao"), hand_over=made)


def refused(act, **facts) -> str:
    with pytest.raises(Refused) as no:
        act(**facts)
    return no.value.verdict.code
