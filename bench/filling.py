"""A made-up installation for measuring pages: 10,000 people, 200 places, 2,000 needs, 300 of them in one community.

The people, organisations, offers and stories are those of the sample district, only more of them.
"""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.db.models import Count
from django.utils.timezone import localdate, now

from tongzhuo.demo import linking
from tongzhuo.demo.build import US, break_ground, lay
from tongzhuo.demo.linking import Temper
from tongzhuo.demo.telling import drafts_of
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LinkState
from tongzhuo.needs.arrivals import NeedRow, arrive_needs
from tongzhuo.needs.models import Need, Occasion
from tongzhuo.needs.states import AskKind, State
from tongzhuo.people.models import Account, Person
from tongzhuo.places.models import Place
from tongzhuo.sample import crowd
from tongzhuo.sample.cards import Card, write
from tongzhuo.sample.reading import data
from tongzhuo.sample.scene import ZONE, Scene
from tongzhuo.sample.stage import Clock
from tongzhuo.sample.tales import Tale, tell
from tongzhuo.vocabulary.states import Shelf

PLACES, PEOPLE, NEEDS, IN_THE_FIRST = 200, 10_000, 2_000, 300
VOLUNTEERS = 6_500  # the rest are whoever is helped, whoever acts for somebody, and as many again as are missing
WAITING = 5  # every fifth need waits in an inbox
SOURCE = "bench"


def fill() -> dict[str, str]:
    """Fill an empty database; returns the session key of a coordinator and what the addresses are made of."""
    with transaction.atomic():
        break_ground()
        scene = lay(localdate(timezone=ZONE), Clock(now()), lambda _done: None, volunteers=VOLUNTEERS)
        tales, cards = _tales(scene)
        write(scene, cards)
        crowd.build(scene, len(scene.volunteers) + PEOPLE - Person.objects.count())
        _more_places(scene)
        _needs(scene, tales)
        _promises(scene)
    _look_at_the_tables()
    willow = [tale for tale in tales if tale.place == scene.communities[0]]
    shown = _planned(scene, willow)
    waiting = Need.objects.filter(place=scene.communities[0], state=State.RAISED).order_by("pk")[0]
    account = scene.cast["chen"].account
    assert account is not None
    path = scene.communities[0].path.strip("/")
    return {"session": _session(account), "community": path, "need": shown.code, "waiting": waiting.code}


def _tales(scene: Scene) -> tuple[list[Tale], list[Card]]:
    stories, tales, cards = data("stories")["stories"], [], []
    for number in range(NEEDS):
        home = scene.communities[0 if number < IN_THE_FIRST else 1 + number % (len(scene.communities) - 1)]
        fate = "waiting" if number % WAITING == 0 else "new"
        tale, of_tale = tell(scene, stories[number % len(stories)], home, fate)
        tale.day = scene.today
        tales.append(tale)
        cards += of_tale
    return tales, cards


def _more_places(scene: Scene) -> None:
    home = scene.communities[1]
    common = {"parent": home, "level": "courtyard", "time_zone": home.time_zone}
    missing = range(PLACES - Place.objects.count())
    Place.objects.bulk_create(
        [Place(path=f"{home.path}{90 + n}/", name_zh=f"{n}号院", name_en=f"Court {n}", **common) for n in missing]
    )


def _needs(scene: Scene, tales: Sequence[Tale]) -> None:
    """As a list of somebody's own would bring them."""
    arrive_needs(by=US, rows=[_row(scene, number, tale) for number, tale in enumerate(tales)], source=SOURCE)
    needs = {need.source_key: need for need in Need.objects.filter(source=SOURCE)}
    for number, tale in enumerate(tales):
        tale.need = needs[str(number)]
        tale.need.raised_for = tale.person
        tale.need.answer_by = scene.at(number % 6 - 1, "18:00")
        tale.need.created = now() - dt.timedelta(days=2, minutes=number)
    Need.objects.bulk_update(needs.values(), ["raised_for", "answer_by", "created"], batch_size=200)


def _row(scene: Scene, number: int, tale: Tale) -> NeedRow:
    told = tale.told
    return NeedRow(
        key=str(number),
        title=told["title"],
        title_en=told["title_en"],
        words=told["words"],
        helped_as=told.get("helped", ""),
        place=tale.place,
        kind=scene.term(Shelf.NEED_KIND, tale.kind),
        spot=told.get("spot", ""),
        urgency=tale.urgency,
        size=tale.size,
        verified=tale.fate == "new",
        asks=tuple(drafts_of(scene, tale)) if tale.fate == "new" else (),
    )


def _promises(scene: Scene) -> None:
    """Somebody has promised to come to every second service elsewhere."""
    elsewhere = Occasion.objects.filter(ask__kind=AskKind.PEOPLE, starts__isnull=False).order_by("pk")
    occasions = elsewhere.exclude(ask__need__place=scene.communities[0]).select_related("ask")[::2]
    people = scene.volunteers
    Link.objects.bulk_create(
        [
            Link(
                need_id=occasion.ask.need_id,
                occasion=occasion,
                person=people[(7 * number) % len(people)],
                state=LinkState.ACCEPTED,
                quantity=1,
                starts=occasion.starts,
                ends=occasion.ends,
                answered_at=now(),
            )
            for number, occasion in enumerate(occasions)
        ],
        batch_size=500,
    )


def _planned(scene: Scene, tales: Sequence[Tale]) -> Need:
    """A plan of the whole community, and the need with most links: half of those it asked have said yes."""
    open_ones = [tale for tale in tales if tale.fate == "new"]
    linking.draw(scene, open_ones, place=scene.communities[0], by=scene.desk(scene.communities[0]))
    fullest = Need.objects.annotate(many=Count("links")).filter(place=scene.communities[0]).order_by("-many", "pk")[0]
    tale = next(tale for tale in open_ones if tale.need == fullest)
    linking.send(scene, tale)
    linking.answer(scene, tale, Temper("yes - no yes"))
    return fullest


def _look_at_the_tables() -> None:
    """The state that a database which has run for a while is in."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _session(account: Account) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)
