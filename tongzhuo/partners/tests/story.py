"""The story of this room: Northlight Foods has been to Willow Lane, and both want to stay together."""

from django.utils.timezone import localdate, now

from tests.cast import Cast, term
from tongzhuo.companies.tests import story
from tongzhuo.gifts import actions as gifts
from tongzhuo.gifts.drafts import Arriving
from tongzhuo.gifts.models import Gift
from tongzhuo.gifts.tests import story as giving
from tongzhuo.outcomes.models import Claim, Confirmation
from tongzhuo.outcomes.states import Answer, How
from tongzhuo.projects import actions as projects
from tongzhuo.projects.models import Measurement
from tongzhuo.projects.queries import project_of
from tongzhuo.records.models import Attendance, ServiceRecord
from tongzhuo.records.states import RecordState
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.vocabulary.states import Shelf


def been_there(cast: Cast, *, minutes: int = 180, answer: str = Answer.MET):
    """Two colleagues came; the machine is there; the residents have answered."""
    made = story.accepted(cast)
    shift = Shift.objects.get(activity__project__need=made.need)
    for key, proof in (("liu", "scanned"), ("sun", "roster")):
        hours(cast, shift, cast.people[key], minutes, proof)
    in_use(cast)
    claim = Claim.objects.create(need=made.need, claimed_by=cast.chen, note="机器转起来了", answer_by=now())
    Confirmation.objects.create(claim=claim, person=cast.guo, answer=answer, how=How.HERE)
    return made


def in_use(cast: Cast) -> Gift:
    """The machine came with its number, went to the yard and runs there."""
    story.carry_on()
    gift = Gift.objects.get(organisation=cast.northlight)
    shelf, came = giving.store(cast), Arriving(1, localdate(), serial="CM-2200-0042")
    delivery = gifts.receive(by=cast.as_("chen"), gift=gift, store=shelf, arriving=came)
    sent = giving.sent(cast, delivery, project_of(gift.need), 1)
    gifts.confirm_hand_over(by=cast.as_("zhao"), hand_over=sent)
    gifts.note_use(by=cast.as_("chen"), gift=gift, project=sent.project, quantity=1, people=288)
    story.carry_on()
    return Gift.objects.get(pk=gift.pk)


def kilos(cast: Cast, amount: int) -> Measurement:
    """What the yard took in, in grams."""
    gram = term(Shelf.UNIT, "gram", "克", "gram")
    yard = project_of(Gift.objects.get(organisation=cast.northlight).need)
    named = yard.measures.first() or projects.name_measure(
        by=cast.as_("chen"), project=yard, name="厨余", name_en="Kitchen waste", unit=gram
    )
    return projects.write_measurement(by=cast.as_("chen"), measure=named, on=localdate(), amount=amount)


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
