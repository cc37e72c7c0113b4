"""Mr Guo’s need is linked, Warm Doorstep runs it, and somebody says that it is done."""

from tests.cast import Cast
from tongzhuo.needs import actions as needs
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import State
from tongzhuo.needs.tests.story import in_state
from tongzhuo.outcomes import actions
from tongzhuo.outcomes.drafts import Word
from tongzhuo.outcomes.models import Claim
from tongzhuo.outcomes.states import Answer

NOTE = "六个星期，十一位老人，二百一十四趟，都下了楼。"


def linked(cast: Cast) -> Need:
    """阮暖 of Warm Doorstep runs it."""
    need = in_state(cast, State.LINKED)
    needs.give_access(by=cast.as_("chen"), need=need, organisation=cast.doorstep)
    return need


def claimed(cast: Cast, need: Need | None = None, by: str = "nuan", **more) -> Claim:
    return actions.claim_outcome(by=cast.as_(by), need=need or linked(cast), note=NOTE, **more)


def common(cast: Cast) -> Need:
    """A courtyard's need, with 王娟 and 刘芳 as its delegates."""
    need = linked(cast)
    Need.objects.filter(pk=need.pk).update(common=True)
    need.delegates.set([cast.wang, cast.liu])
    return Need.objects.get(pk=need.pk)


YES = Word(Answer.MET, "谢谢大家")
STILL = Word(Answer.SENT_BACK, "还差两趟", "fair")
