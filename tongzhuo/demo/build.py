"""Builds the sample district: the same people, needs and links on every run, dated from today."""

import datetime as dt
import gc
import random
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.urls import get_resolver

from tongzhuo.demo import beside, fund, giving
from tongzhuo.demo.clearing import BUILT, clear
from tongzhuo.demo.script import events
from tongzhuo.kernel.fields import subtree
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.viewer import the_system
from tongzhuo.linkages.reactions import ENDED
from tongzhuo.places.models import Place
from tongzhuo.places.states import Level
from tongzhuo.sample import bodies, crowd, district, goods, schedule, staff
from tongzhuo.sample.cards import write
from tongzhuo.sample.names import Names
from tongzhuo.sample.scene import ROOT, ZONE, Scene, Step
from tongzhuo.sample.stage import Clock, stage
from tongzhuo.vocabulary.actions import learn_terms
from tongzhuo.vocabulary.models import Term

US = the_system("demo")
SEED = "Hexin"
BEGINS = -100
AN_EVENT = 6
ALL_STEPS = 11_000


@contextmanager
def _all_that_is_made_stays() -> Iterator[None]:
    """Looking for garbage among a hundred thousand rows that are all kept would take a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@_all_that_is_made_stays()
@transaction.atomic
def build(today: dt.date, step: Step, *, volunteers: int = crowd.VOLUNTEERS) -> Scene:
    """Whole or not at all. `step` is told how much has been done of `ALL_STEPS`."""
    get_resolver().url_patterns  # noqa: B018 - read once before the stage: reading the pages may draw a code
    break_ground()
    clear()
    begins = dt.datetime.combine(today + dt.timedelta(days=BEGINS), dt.time(9), ZONE)
    with stage(begins, SEED) as clock:
        scene = lay(today, clock, step, volunteers=volunteers)
        _play(scene)
        record(by=US, did=BUILT, on=Place.objects.get(path=ROOT), path=ROOT, people=len(scene.volunteers))
    return scene


def break_ground() -> None:
    """What the demo shares with everybody else: the words, what the book counts, and the country."""
    learn_terms(by=US)
    giving.name_assets(by=US)
    facts = {"level": Level.COUNTRY, "name_zh": "中国", "name_en": "China", "time_zone": "Asia/Shanghai"}
    Place.objects.get_or_create(path="/cn/", defaults=facts)


def lay(today: dt.date, clock: Clock, step: Step, *, volunteers: int = crowd.VOLUNTEERS) -> Scene:
    """Places, organisations, people and offers: everything but needs."""
    dice = random.Random(SEED)
    scene = Scene(today=today, clock=clock, dice=dice, names=Names(dice), step=step)
    scene.terms = {(term.shelf, term.slug): term for term in Term.objects.select_related("base")}
    district.build(scene)
    bodies.build(scene)
    staff.build(scene)
    goods.build(scene)
    crowd.build(scene, volunteers)
    staff.members(scene)
    return scene


def _play(scene: Scene) -> None:
    tales, cards = schedule.plan(scene)
    write(scene, cards)
    told = Line.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    for event in events(scene, tales):
        scene.clock.moment = event.at
        event.do()
        told = _follow(scene, told)
        scene.step(AN_EVENT)
    beside.build(scene)
    fund.build(scene)
    _follow(scene, told)


def _follow(scene: Scene, told: int) -> int:
    """What follows the new lines: in Willow Lane everything, elsewhere that tables which ended let everybody go."""
    home = scene.communities[0].path
    while new := list(Line.objects.filter(subtree(ROOT), pk__gt=told).order_by("pk")):
        for line in new:
            if line.did in ENDED or line.path.startswith(home):
                scene.clock.carry_out(line)
        told = new[-1].pk
    return told
