"""One line for each action, in its transaction; whatever follows is owed until it is done."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel import memory, tasks
from tongzhuo.kernel.memory import TRIES, carry_out, record, sweep
from tongzhuo.kernel.models import Delivery, Line
from tongzhuo.kernel.viewer import NOBODY, Viewer, the_system

CHEN = Viewer(person_id=1, code="CHEN", acting_for_code="OFFICE", on_behalf_id=2, on_behalf_code="GUO")


class Reactions:
    """What two reactions to `tea.served` have seen, and whether the second one is to fail."""

    def __init__(self) -> None:
        self.thanked: list[Line] = []
        self.counted: list[Line] = []
        self.broken = False

    def thank(self, line: Line) -> None:
        self.thanked.append(line)

    def count(self, line: Line) -> None:
        record(by=the_system("count"), did="cup.counted", on=line)
        if self.broken:
            raise OSError("the counter is closed")
        self.counted.append(line)


@pytest.fixture
def reactions(monkeypatch) -> Reactions:
    made = Reactions()
    monkeypatch.setattr(memory, "_reactions", {"tea.served": {"thank": made.thank, "count": made.count}})
    return made


@pytest.fixture
def table(db) -> Line:
    """Something a line can be about: here, an older line."""
    return record(by=NOBODY, did="table.laid", on=Line())


def serve(table: Line) -> Line:
    with transaction.atomic():
        return record(by=CHEN, did="tea.served", on=table, path="/cn/99/", cups=3)


def test_a_line_says_who_did_what_for_whom_in_whose_name_where_and_to_what(table):
    line = Line.objects.get(pk=serve(table).pk)
    said = (line.actor, line.on_behalf, line.acting_for, line.did, line.on, line.path, line.facts)
    assert said == ("CHEN", "GUO", "OFFICE", "tea.served", f"line:{table.code}", "/cn/99/", {"cups": 3})
    assert line.on_code == table.code


def test_anonymous_is_a_named_actor(table):
    assert table.actor == "anonymous"


def test_a_line_owes_one_delivery_to_each_reaction(table, reactions):
    line = serve(table)
    assert sorted(line.deliveries.values_list("reaction", flat=True)) == ["count", "thank"]
    assert not table.deliveries.exists()


@pytest.mark.django_db(transaction=True)
def test_line_and_deliveries_vanish_with_the_action_that_failed(reactions):
    def spill() -> None:
        with transaction.atomic():
            record(by=CHEN, did="tea.served", on=Line())
            raise ValueError("spilt")

    with pytest.raises(ValueError, match="spilt"):
        spill()
    assert (Line.objects.count(), Delivery.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_woken_only_after_the_commit(reactions, monkeypatch):
    woken: list[int] = []
    monkeypatch.setattr(memory, "_wake", woken.extend)
    with transaction.atomic():
        line = record(by=CHEN, did="tea.served", on=Line())
        assert woken == []
    assert woken == list(line.deliveries.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_woken_once_for_a_line_and_comes_to_long_work_last(reactions, monkeypatch):
    woken: list[list[int]] = []
    monkeypatch.setattr(tasks, "carry_out_soon", woken.append)
    monkeypatch.setattr(memory, "_long", {"thank"})
    line = serve(record(by=NOBODY, did="table.laid", on=Line()))
    assert woken == [[line.deliveries.get(reaction="count").pk, line.deliveries.get(reaction="thank").pk]]


@pytest.mark.django_db(transaction=True)
def test_an_action_succeeds_even_when_nobody_can_be_woken(reactions, monkeypatch):
    def nobody_there(_pks: object) -> None:
        raise OSError("the worker's queue is gone")

    monkeypatch.setattr(memory, "_wake", nobody_there)
    line = serve(record(by=NOBODY, did="table.laid", on=Line()))
    assert sweep() == 2
    assert reactions.thanked == [line]


def test_a_sweep_carries_out_everything_that_waits_once(table, reactions):
    line = serve(table)
    assert (sweep(), sweep()) == (2, 0)
    assert (reactions.thanked, reactions.counted) == ([line], [line])
    assert set(line.deliveries.values_list("tries", "claimed_until", "error")) == {(1, None, "")}
    assert not line.deliveries.filter(done=None).exists()


def test_what_is_due_later_waits_until_then(table, reactions, django_capture_on_commit_callbacks):
    at = now() + timedelta(minutes=10)
    with django_capture_on_commit_callbacks() as wakings:
        line = record(by=CHEN, did="tea.served", on=table, due=at)
    assert (wakings, sweep()) == ([], 0)
    with time_machine.travel(at + timedelta(seconds=1)):
        assert sweep() == 2
    assert reactions.thanked == [line]


def test_a_delivery_that_is_done_is_not_carried_out_again(table, reactions):
    thanks = serve(table).deliveries.get(reaction="thank")
    assert (carry_out(thanks.pk), carry_out(thanks.pk)) == (True, False)
    assert len(reactions.thanked) == 1


def test_a_reaction_that_fails_leaves_nothing_behind_and_does_not_hold_up_the_others(table, reactions):
    reactions.broken = True
    line = serve(table)
    assert sweep() == 1
    failed = line.deliveries.get(reaction="count")
    assert (failed.done, failed.tries, failed.error) == (None, 1, "OSError: the counter is closed")
    assert not Line.objects.filter(did="cup.counted").exists()
    assert reactions.thanked == [line]


def test_it_is_tried_again_after_a_wait_that_grows(table, reactions):
    reactions.broken = True
    with time_machine.travel(now(), tick=False) as clock:
        delivery = serve(table).deliveries.get(reaction="count")
        waits = []
        for _ in range(TRIES):
            assert not carry_out(delivery.pk)
            assert not carry_out(delivery.pk)  # not due yet: this was no try
            delivery.refresh_from_db()
            waits.append((delivery.due - now()).total_seconds())
            clock.move_to(delivery.due)
        assert waits == [20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600, 3600]
        assert delivery.tries == TRIES
        assert sweep() == 1  # the thanks; the count is left for a person to look at
        delivery.refresh_from_db()
        assert delivery.done is None


def test_it_succeeds_later_and_the_error_is_forgotten(table, reactions):
    reactions.broken = True
    line = serve(table)
    sweep()
    reactions.broken = False
    with time_machine.travel(now() + timedelta(minutes=1)):
        assert sweep() == 1
    counted = line.deliveries.get(reaction="count")
    assert (counted.tries, counted.error) == (2, "")
    assert Line.objects.filter(did="cup.counted").count() == 1


def test_a_reaction_that_no_longer_exists_is_kept_as_an_error(table, reactions):
    line = serve(table)
    line.deliveries.filter(reaction="thank").update(reaction="gone")
    assert sweep() == 1
    assert line.deliveries.get(reaction="gone").error == "KeyError: 'gone'"


def test_what_another_worker_holds_is_left_alone_until_its_time_is_up(table, reactions):
    thanks = serve(table).deliveries.get(reaction="thank")
    Delivery.objects.filter(pk=thanks.pk).update(claimed_until=now() + memory.CLAIM, tries=1)
    assert not carry_out(thanks.pk)
    with time_machine.travel(now() + memory.CLAIM + timedelta(seconds=1)):
        assert carry_out(thanks.pk)


def test_a_worker_that_was_overtaken_does_not_do_it_again(table, reactions, monkeypatch):
    """It claims, sleeps past its time while another worker does everything, and wakes up."""
    thanks = serve(table).deliveries.get(reaction="thank")
    really = transaction.atomic

    def overtaken() -> object:
        monkeypatch.setattr(transaction, "atomic", really)
        Delivery.objects.filter(pk=thanks.pk).update(claimed_until=now() - timedelta(seconds=1))
        assert carry_out(thanks.pk)
        return really()

    monkeypatch.setattr(transaction, "atomic", overtaken)
    assert not carry_out(thanks.pk)
    assert len(reactions.thanked) == 1
    assert Delivery.objects.get(pk=thanks.pk).error == ""


def test_a_sweep_asks_once_for_what_waits_and_has_a_limit(table, reactions, django_assert_num_queries):
    for _ in range(3):
        serve(table)
    assert sweep(limit=4) == 4
    assert sweep() == 2
    with django_assert_num_queries(1):
        assert sweep() == 0


def test_registering_names_the_reaction_by_its_module(monkeypatch):
    monkeypatch.setattr(memory, "_reactions", {})

    @memory.reacts_to("tea.served", "cup.broken")
    def sweep_the_floor(_line: Line) -> None: ...

    name = f"{__name__}.sweep_the_floor"
    assert memory._reactions == {"tea.served": {name: sweep_the_floor}, "cup.broken": {name: sweep_the_floor}}


@pytest.mark.only_on("sqlite")  # the planner of PostgreSQL prefers to read so small a table as a whole
def test_the_waiting_are_found_by_an_index(table, reactions):
    serve(table)
    plan = Delivery.objects.waiting(now()).order_by("due").explain()
    assert "delivery_waiting" in plan
