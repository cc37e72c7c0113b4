"""What stands beside the hours in Willow Lane: a course, an award, a star under publication, and thanks."""

import datetime as dt

from tongzhuo.honours import actions
from tongzhuo.honours.drafts import Commendation, Training
from tongzhuo.people.models import Person
from tongzhuo.records.counting import due_on
from tongzhuo.records.models import ServiceRecord
from tongzhuo.records.states import Proof, RecordState
from tongzhuo.sample.scene import Scene
from tongzhuo.vocabulary.states import Shelf

A_MORNING = 180  # minutes
MORNINGS = 34  # of a year and a half: with them the first star is reached
WALK = "陪老人去社区医院"


def build(scene: Scene) -> None:
    """By the office of Willow Lane, about the people a visitor may be."""
    desk, office = scene.desk(scene.communities[0]), scene.organisations["Willow Lane office"]
    liu, wang = scene.cast["liu"], scene.cast["wang"]
    _mornings(scene, liu)
    skill = scene.term(Shelf.SKILL, "wheelchair")
    course = Training(
        name="轮椅与上下楼",
        content="怎样推轮椅、怎样两个人抬过台阶、哪些时候不能搬",
        minutes=A_MORNING,
        organiser="和信区社工站",
        held_on=scene.day(-20),
        skill=skill,
    )
    actions.note_training(by=desk, people=[liu, wang], unit=office, said=course)
    award = Commendation("柳荫里好邻居", scene.day(-12), office.name_zh)
    actions.note_award(by=desk, people=[liu], unit=office, said=award)
    deeds = ("停电那晚，给十二户人家提水上楼", "每周二陪六号楼的老人慢慢走下来")
    for days, deed in zip((-9, -5), deeds, strict=True):
        (honour,) = actions.give_honour(by=desk, people=[liu], unit=office, deed=deed, done_on=scene.day(days))
        if days == -9:
            actions.show_honour(by=scene.as_(liu), honour=honour)
    actions.publicise_star(by=desk, person=liu)


def _mornings(scene: Scene, person: Person) -> None:
    """Ticked on the list of whoever led, long before this product was there."""
    office, leader = scene.organisations["Willow Lane office"], scene.cast["zhao"]
    starts = [scene.at(-500 + 10 * nth, "09:00") for nth in range(MORNINGS)]
    lines = [
        ServiceRecord(
            person=person,
            state=RecordState.CONFIRMED,
            activity_name=WALK,
            place=person.home,
            starts=begins,
            ends=begins + dt.timedelta(minutes=A_MORNING),
            minutes=A_MORNING,
            recorded_by=office,
            in_charge=leader.shown_name,
            proof=Proof.ROSTER,
            due_on=due_on(begins.date()),
            entered_by=leader,
            confirmed_by=leader,
            confirmed_at=begins + dt.timedelta(minutes=A_MORNING),
        )
        for begins in starts
    ]
    ServiceRecord.objects.bulk_create(lines)
