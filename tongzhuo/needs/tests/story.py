"""What the tests of this room tell again and again: a need as it was said, its lines, how it came to be where it is."""

import datetime as dt

from django.utils.timezone import localdate

from tests.cast import Cast
from tongzhuo.needs import actions
from tongzhuo.needs.drafts import AskDraft, ConsentNote
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import AskKind, CameBy, State
from tongzhuo.places.states import WhenKind

WORDS = "电梯一修我就下不去了。礼拜四得去医院拿药，儿子那天上班。"


def soon(days: int) -> dt.date:
    return localdate() + dt.timedelta(days=days)


def said_aloud(**more) -> ConsentNote:
    return ConsentNote(**{"how": "aloud", "given_on": localdate(), "given_to": "陈丽"} | more)


def for_guo(cast: Cast, **more) -> Need:
    """陈丽 writes down what 郭先生 said on the telephone."""
    told = {
        "place": cast.willow,
        "words": WORDS,
        "title": "周四陪着下楼拿药",
        "spot": "6号楼5层",
        "contact_note": "邻居王娟",
    }
    note = {"came_by": CameBy.PHONE, "raised_for": cast.guo, "consent": said_aloud(), "private_part": "心脏不好"}
    return actions.raise_need(by=cast.as_("chen"), **(told | note | more))


def people(cast: Cast, **more) -> AskDraft:
    hours = {"from_time": dt.time(9), "until_time": dt.time(11)}
    ask = {"quantity": 2, "at_least": 1, "what": cast.wheelchair, "when": WhenKind.INTERVAL, "starts_on": soon(3)}
    return AskDraft(AskKind.PEOPLE, **(ask | hours | more))


def goods(cast: Cast, **more) -> AskDraft:
    ask = {"what": cast.chair, "unit": cast.piece, "quantity": 1, "when": WhenKind.DUE, "ends_on": soon(3)}
    return AskDraft(AskKind.GOODS, **(ask | more))


def confirmed(cast: Cast, need: Need | None = None, **more) -> Need:
    facts = {"title": "周四陪一位老人下楼拿药", "asks": [people(cast), goods(cast)]}
    return actions.confirm_need(by=cast.as_("chen"), need=need or for_guo(cast), **(facts | more))


def in_state(cast: Cast, state: str) -> Need:
    """A need of 郭先生 that has come to `state` by the actions that lead there."""
    need = for_guo(cast)
    chen = cast.as_("chen")
    answers = {
        State.RAISED: lambda: need,
        State.MERGED: lambda: actions.merge_need(by=chen, need=need, into=for_guo(cast, words="电梯要修，下不了楼")),
        State.REFERRED: lambda: actions.refer_need(by=chen, need=need, to="物业", reason="电梯归物业管"),
        State.DECLINED: lambda: actions.decline_need(by=chen, need=need, reason="这件事我们办不了"),
        State.WITHDRAWN: lambda: actions.withdraw_need(by=chen, need=confirmed(cast, need)),
        State.UNMET: lambda: actions.end_unmet(by=chen, need=confirmed(cast, need), reason="没有找到人"),
    }
    if state in answers:
        return answers[State(state)]()
    need = confirmed(cast, need)
    path = {
        State.CONFIRMED: [],
        State.LINKED: [State.LINKED],
        State.UNDER_WAY: [State.LINKED, State.UNDER_WAY],
        State.CLAIMED: [State.LINKED, State.UNDER_WAY, State.CLAIMED],
        State.MET: [State.LINKED, State.UNDER_WAY, State.CLAIMED, State.MET],
        State.PARTLY_MET: [State.LINKED, State.UNDER_WAY, State.CLAIMED, State.PARTLY_MET],
    }
    for step in path[State(state)]:
        need = actions.set_seats(by=chen, need=need, seats={}, state=step)
    return need
