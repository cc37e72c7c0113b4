"""Bringing a file again, going on after a stop, rehearsing, and what is said twice."""

from unittest.mock import patch

import pytest
from django.db import IntegrityError

from tongzhuo.imports import arrivals, batches
from tongzhuo.imports.models import Journal, Said
from tongzhuo.imports.tests.conftest import SYSTEM, counts
from tongzhuo.kernel.models import Line
from tongzhuo.needs.models import Need
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.tables.opening import CannotRead

WILLOW = {"place": "/cn/99/01/05/001/"}
MANY = "key,name\n" + "".join(f"{n},人{n}\n" for n in range(1, 2501))


def test_a_name_corrected_by_hand_survives_the_same_file(cast, brings):
    rows = "key,name,kind\n1,和畅社,ngo\n2,北斗社,ngo\n"
    brings("organisations", rows, **WILLOW)
    Organisation.objects.filter(name_zh="和畅社").update(name_zh="和畅社区服务社")
    assert counts(brings("organisations", rows, **WILLOW)) == (0, 0, 2, 0)
    assert counts(brings("organisations", rows.replace("北斗社", "北斗服务社"), **WILLOW)) == (0, 1, 1, 0)
    assert sorted(Organisation.objects.filter(source_key__in="12").values_list("name_zh", flat=True)) == [
        "北斗服务社",
        "和畅社区服务社",
    ]


def test_nothing_changed_writes_no_line(cast, brings):
    brings("people", MANY, **WILLOW)
    before = Line.objects.count()
    assert counts(brings("people", MANY, **WILLOW)) == (0, 0, 2500, 0)
    assert Line.objects.count() == before == 3


def test_the_journal_says_how_far_and_how_much(cast, brings):
    brings("people", MANY, **WILLOW)
    journal = Journal.objects.get()
    assert (journal.kind, journal.layout, journal.rows_done, journal.root) == ("people", "own", 2501, WILLOW["place"])
    assert journal.counts["new"] == 2500
    assert journal.finished is not None


def stopping_after(batches_written):
    """The machine fails in the middle of a batch, after so many whole ones."""
    real, seen = arrivals.advance, []

    def advance(**facts):
        seen.append(1)
        real(**facts)
        if len(seen) > batches_written:
            raise KeyboardInterrupt

    return patch.object(batches.arrivals, "advance", advance)


def test_what_was_interrupted_leaves_whole_batches_and_goes_on_there(cast, brings):
    before = Person.objects.count()
    bad = MANY.replace("\n7,人7\n", "\n7,\n").replace("\n1500,人1500\n", "\n1500,\n")
    with pytest.raises(KeyboardInterrupt), stopping_after(1):
        brings("people", bad, **WILLOW)
    assert (Person.objects.count() - before, Journal.objects.get().rows_done) == (999, 1001)
    outcome = brings("people", bad, **WILLOW)
    assert (outcome.resumed_after, outcome.read, counts(outcome)) == (1001, 1500, (2498, 0, 0, 2))
    assert Person.objects.count() - before == 2498
    assert [row for row, *_ in brings.rejected()] == ["8", "1501"]
    assert Journal.objects.get().finished is not None


def test_another_file_or_another_root_begins_at_the_beginning(cast, brings):
    with pytest.raises(KeyboardInterrupt), stopping_after(1):
        brings("people", MANY, **WILLOW)
    assert brings("people", MANY, place="/cn/99/01/05/002/").resumed_after == 0
    assert brings("people", MANY + "2501,又一人\n", **WILLOW).resumed_after == 0
    assert Person.objects.filter(home=cast.willow, name="人1").count() == 1


def test_two_runs_at_once_do_not_write_the_same_rows(cast, brings):
    """Another run takes the journal further between two of our batches."""
    real = arrivals.advance

    def overtaken(**facts):
        Journal.objects.update(rows_done=2000)
        real(**facts)

    with patch.object(batches.arrivals, "advance", overtaken), pytest.raises(CannotRead, match="right now"):
        brings("people", MANY, **WILLOW)
    assert not Person.objects.filter(name="人1").exists()


@pytest.mark.parametrize("kind", ["people", "needs", "organisations", "places"])
def test_a_rehearsal_counts_and_writes_nothing(cast, brings, kind):
    rows = {
        "people": MANY,
        "needs": MANY.replace("name", "title", 1),
        "organisations": MANY.replace("key,name", "key,name,kind").replace("\n", ",ngo\n").replace("kind,ngo", "kind"),
        "places": "code,name\n" + "".join(f"1101{n:05},街道{n}\n" for n in range(1, 2501)),
    }[kind]
    tables = (Person, Need, Organisation, Place, Journal, Said, Line)
    before = [table.objects.count() for table in tables]
    rehearsed = brings(kind, rows, dry_run=True, **WILLOW)
    assert [table.objects.count() for table in tables] == before
    real = brings(kind, rows, **WILLOW)
    assert counts(rehearsed) == counts(real) == (2500, 0, 0, 0)
    assert {name: set(made) for name, made in rehearsed.made.items()} == {
        name: set(made) for name, made in real.made.items()
    }


def test_a_key_that_comes_back_in_a_later_batch_is_told_every_time(cast, brings):
    twice = MANY + "3,另一个\n"
    for expected in ((2500, 0, 0, 1), (0, 0, 2500, 1)):
        assert counts(brings("people", twice, **WILLOW)) == expected
        assert brings.rejected() == [("2502", "key", "3", "This stands further up in this file already.")]
    assert Person.objects.get(source_key="3").name == "人3"


def test_a_row_the_database_refuses_does_not_take_the_others_along(cast, brings):
    """What reads well and still does not fit: here a name somebody else has taken in the same moment."""
    real = Person.objects.bulk_create

    def refusing(people, **options):
        if any(person.name == "人777" for person in people):
            raise IntegrityError("taken")
        return real(people, **options)

    with patch.object(Person.objects, "bulk_create", refusing):
        outcome = brings("people", MANY, **WILLOW)
    assert counts(outcome) == (2499, 0, 0, 1)
    assert brings.rejected() == [("778", "", "", "The database does not take this row: taken")]
    assert Journal.objects.get().rows_done == 2501


def test_a_need_people_sit_at_is_not_changed_by_a_file(cast, brings):
    rows = "key,title,ask,what,quantity,verified\n1,大米,goods,大米,5,yes\n"
    brings("needs", rows, **WILLOW)
    Need.objects.update(seat_resources="asked")
    assert counts(brings("needs", rows.replace(",5,", ",9,"), **WILLOW)) == (0, 0, 0, 1)
    assert brings.rejected() == [("2", "", "1", "People sit at this need already. Change it on its page.")]
    Need.objects.update(seat_resources="open")
    assert counts(brings("needs", rows.replace(",5,", ",9,"), **WILLOW)) == (0, 1, 0, 0)
    assert [ask.quantity for ask in Need.objects.get().asks.all()] == [9]


def test_two_sources_may_use_the_same_keys(cast, brings):
    brings("people", "key,name\n1,周敏\n", source="club", **WILLOW)
    brings("people", "key,name\n1,何大爷\n", source="canteen", **WILLOW)
    assert sorted(Person.objects.filter(source_key="1").values_list("source", flat=True)) == ["canteen", "club"]


def test_the_system_is_named_as_the_actor(cast, brings):
    brings("people", "name\n周敏\n", by=SYSTEM, **WILLOW)
    assert Line.objects.get().actor == "system:import"
