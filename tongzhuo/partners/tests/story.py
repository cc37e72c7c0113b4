"""The story of this room: Northlight Foods has been to Willow Lane, and both want to stay together."""

from django.utils.timezone import now

from tests.cast import Cast
from tongzhuo.companies.tests import story
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LinkState
from tongzhuo.outcomes.models import Claim, Confirmation
from tongzhuo.outcomes.states import Answer, How
from tongzhuo.records.models import Attendance, ServiceRecord
from tongzhuo.records.states import RecordState
from tongzhuo.service.models import Shift, SignUp


def been_there(cast: Cast, *, minutes: int = 180, answer: str = Answer.MET):
    """Two colleagues came; the machine is there; the residents have answered."""
    made = story.accepted(cast)
    shift = Shift.objects.get(activity__project__need=made.need)
    for key, proof in (("liu", "scanned"), ("sun", "roster")):
        hours(cast, shift, cast.people[key], minutes, proof)
    Link.objects.filter(need=made.need, quantity=1).update(state=LinkState.FULFILLED)
    claim = Claim.objects.create(need=made.need, claimed_by=cast.chen, note="机器转起来了", answer_by=now())
    Confirmation.objects.create(claim=claim, person=cast.guo, answer=answer, how=How.HERE)
    return made


def hours(cast: Cast, shift: Shift, person, minutes: int, proof: str) -> ServiceRecord:
    where = {"shift": shift, "person": person, "starts": shift.starts, "ends": shift.ends}
    signed = SignUp.objects.create(team=cast.northlight, **where)
    attended = Attendance.objects.create(sign_up=signed, came=shift.starts, way="roster")
    return ServiceRecord.objects.create(
        person=person,
        attendance=attended,
        state=RecordState.CONFIRMED,
        activity_name=shift.activity.title,
        place=shift.activity.place,
        starts=shift.starts,
        ends=shift.ends,
        minutes=minutes,
        recorded_by=cast.office,
        in_charge="陈丽",
        proof=proof,
        due_on=shift.ends.date(),
        confirmed_by=cast.chen,
    )
