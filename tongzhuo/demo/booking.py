"""Who is on which shift: written at once for what was agreed long ago, as the actions would have left it."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from tongzhuo.kernel.viewer import the_system
from tongzhuo.linkages.actions import booking
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LinkState
from tongzhuo.people.models import Person
from tongzhuo.records.counting import due_on
from tongzhuo.records.models import Attendance, ServiceRecord
from tongzhuo.records.states import Proof, RecordState, Way
from tongzhuo.sample.scene import Scene
from tongzhuo.service import actions as service
from tongzhuo.service import queries
from tongzhuo.service.actions.holding import recount
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.serving import shift_of
from tongzhuo.service.states import ON, CameBy, ShiftState, SignUpState
from tongzhuo.turnout import actions as turnout

US = the_system("demo")
CAME = {LinkState.FULFILLED: SignUpState.ATTENDED, LinkState.FAILED: SignUpState.ABSENT}


def book(scene: Scene, groups: Iterable[Sequence[Link]]) -> None:
    """Everybody who said yes two weeks ago is signed up, and the project of every need has begun."""
    booked, shifts = [], dict[int, Shift]()
    for links in groups:
        booking.take_duty(links[0], by=US)
        for link in links:
            if booking.brings_team(link):
                booking.keep_hours(link)
                booking.take_hours(link, by=US)
            if not booking.books_hours(link):
                continue
            if link.occasion_id not in shifts:
                shifts[link.occasion_id] = shift_of(link.need, link.occasion)
            booked.append(_signed_up(scene, link, shifts[link.occasion_id]))
    SignUp.objects.bulk_create([link.sign_up for link in booked if link.sign_up])
    Link.objects.bulk_update(booked, ["sign_up"], batch_size=500)
    for shift in shifts.values():
        recount(shift)
        shift.refresh_from_db(fields=["state"])  # a duty that was taken may have opened it
        if shift.state == ShiftState.PLANNED:
            service.announce_shift(by=US, shift=shift)


def note_turnout(links: Iterable[int]) -> None:
    """Those whose promise was kept were there; the others were not."""
    for said, became in CAME.items():
        kept = Link.objects.filter(pk__in=links, state=said).values("sign_up")
        SignUp.objects.filter(pk__in=kept, state=SignUpState.SIGNED_UP).update(state=became)
    _write_hours(SignUp.objects.filter(links__in=links, state=SignUpState.ATTENDED, attendance=None))
    over = Shift.objects.filter(sign_ups__state__in=CAME.values(), state__in=ON)
    Shift.objects.filter(pk__in=over.values("pk")).update(state=ShiftState.DONE)


def _write_hours(served: QuerySet[SignUp]) -> None:
    """Scanned on the spot, confirmed by whoever was in charge; nobody confirms their own."""
    rows = list(served.select_related("shift__activity__in_charge", "person").order_by("pk").distinct())
    noted = [Attendance(sign_up=one, came=one.starts, left=one.ends, way=Way.DAY_CODE) for one in rows]
    Attendance.objects.bulk_create(noted)
    ServiceRecord.objects.bulk_create(filter(None, map(_record_of, noted)))


def _record_of(noted: Attendance) -> ServiceRecord | None:
    person, activity = noted.sign_up.person, noted.sign_up.shift.activity
    leader, unit = activity.in_charge, activity.recorded_by_id
    if leader is None or unit is None or leader == person or noted.left is None:
        return None
    return ServiceRecord(
        person=person,
        attendance=noted,
        state=RecordState.CONFIRMED,
        activity_name=activity.title,
        content=activity.content,
        place_id=activity.place_id,
        spot=activity.meeting_point,
        starts=noted.came,
        ends=noted.left,
        minutes=round((noted.left - noted.came).total_seconds() / 60),
        recorded_by_id=unit,
        in_charge=leader.shown_name,
        proof=Proof.SCANNED,
        due_on=due_on(noted.left.date()),
        entered_by=leader,
        confirmed_by=leader,
        confirmed_at=noted.left,
    )


def walk_in(scene: Scene, key: str) -> None:
    """A neighbour comes without having been asked, to the community next door; where it is full, they wait."""
    person: Person = scene.cast[key]
    viewer = scene.as_(person)
    open_ones = queries.open_shifts_around(viewer, person.home.path, at=scene.clock.moment)
    next_door = open_ones.exclude(activity__place=person.home)[: queries.ON_A_PAGE]
    found = queries.suited(viewer, person, list(next_door), at=scene.clock.moment)
    fits = next((one.shift for one in found if one.verdict), None)
    full = next((one.shift for one in found if one.verdict.code == "full"), None)
    if full is not None:
        service.join_waiting_list(by=viewer, shift=full, person=person)
    if fits is not None:
        turnout.walk_in(by=viewer, shift=fits, person=person)


def _signed_up(scene: Scene, link: Link, shift: Shift) -> Link:
    assert link.person is not None
    link.sign_up = SignUp(
        shift=shift,
        person=link.person,
        came_by=CameBy.LINK,
        signed_by=link.person,
        answered_at=scene.clock.moment,
        starts=shift.starts,
        ends=shift.ends,
    )
    return link
