"""People that arrive by the batch: what a list adds, what it never takes away."""

import datetime as dt

import pytest
from django.utils.timezone import now

from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import the_system
from tongzhuo.people.arrivals import Agreed, PersonRow, arrive_people
from tongzhuo.people.contacts import Contact
from tongzhuo.people.models import Consent, Person, Window
from tongzhuo.people.states import Agreement, HowAgreed, Way
from tongzhuo.people.times import Limits, WeeklyHours

SYSTEM = the_system("import")
MONDAYS = WeeklyHours(0, dt.time(9), dt.time(12))
NOVEMBER = dt.date(2026, 11, 1)


def zhou(cast, **more):
    facts = {"phone": "13800000000", "skills": (cast.wheelchair,), "windows": (MONDAYS,), "limits": Limits()} | more
    phone = facts.pop("phone")
    return PersonRow(
        key="1",
        name=facts.pop("name", "周敏"),
        home=cast.willow,
        contacts=(Contact(Way.PHONE, phone),),
        agreed=(Agreed(Agreement.BE_ASKED, HowAgreed.PAPER, NOVEMBER),),
        **facts,
    )


def arrive(*rows, by=SYSTEM):
    arrived = arrive_people(by=by, rows=rows, source="list")
    return arrived.new, arrived.changed, arrived.same


def test_one_line_for_the_batch(cast):
    assert arrive(zhou(cast), PersonRow("2", "何大爷", cast.willow)) == (2, 0, 0)
    line = Line.objects.get()
    assert (line.did, line.on, line.path) == ("people.arrived", f"place:{cast.willow.code}", cast.willow.path)
    assert line.facts == {"source": "list", "new": 2, "changed": 0, "made": {}}


def test_the_same_again_writes_nothing(cast):
    arrive(zhou(cast))
    assert arrive(zhou(cast)) == (0, 0, 1)
    assert Line.objects.count() == 1


def test_a_list_adds_and_corrects_and_removes_nothing(cast):
    arrive(zhou(cast, languages=(cast.mandarin,)))
    later = zhou(cast, name="周小敏", phone="13900000000", skills=(cast.homework,))
    assert arrive(later) == (0, 1, 0)
    person = Person.objects.get(source="list")
    assert person.name == "周小敏"
    assert sorted(way.value for way in person.contact_ways.all()) == ["13800000000", "13900000000"]
    assert sorted(skill.term.slug for skill in person.skills.all()) == ["homework", "wheelchair"]
    assert [term.slug for term in person.languages.all()] == ["mandarin"]


def test_the_hours_of_a_list_replace_those_that_stand(cast):
    arrive(zhou(cast))
    assert arrive(zhou(cast, windows=(MONDAYS._replace(weekday=2),), limits=Limits(radius_m=500))) == (0, 1, 0)
    available = Person.objects.get(source="list").availability
    assert available.radius_m == 500
    assert [window.weekday for window in Window.objects.filter(availability=available)] == [2]
    assert arrive(zhou(cast, windows=(), limits=None)) == (0, 0, 1)
    assert available.windows.count() == 1


def test_a_consent_withdrawn_here_stays_withdrawn(cast):
    arrive(zhou(cast))
    Consent.objects.filter(given_on=NOVEMBER).update(withdrawn_at=now())
    assert arrive(zhou(cast)) == (0, 0, 1)
    assert Consent.objects.filter(given_on=NOVEMBER, withdrawn_at=None).count() == 0


def test_who_wrote_a_consent_down_is_kept(cast):
    arrive(zhou(cast), by=cast.as_("chen"))
    assert Consent.objects.get(given_on=NOVEMBER).noted_by == cast.chen


@pytest.mark.parametrize("who", ["outsider", "nuan", "liu", None])
def test_others_bring_nobody(cast, who):
    with pytest.raises(Refused) as refused:
        arrive(zhou(cast), by=cast.as_(who))
    assert refused.value.verdict.code == "no_mandate_here"
    assert not Person.objects.filter(source="list").exists()
