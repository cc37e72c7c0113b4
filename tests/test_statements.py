"""A query that is put together once says the same as one that is put together anew."""

import datetime as dt
import threading
from itertools import product

import pytest
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.db.transaction import TransactionManagementError

from tests.cast import at
from tongzhuo.people.models import Account, Person, PersonSkill
from tongzhuo.statements.kept import kept

pytestmark = pytest.mark.django_db
NEW_YEAR = at("2027-01-01 00:00")


def neighbours(*, place, since):
    """Whoever lives there, with their home and whether they can do something."""
    able = Exists(PersonSkill.objects.filter(person=OuterRef("pk"), until__gte=since))
    rows = Person.objects.filter(home=place).annotate(able=able)
    return rows.select_related("home").order_by("-pk")


def facts(rows):
    return [(one.pk, one.name, one.created, one.birth_date, one.home.path, one.able) for one in rows]


def test_it_says_the_same_every_time_and_is_put_together_once(cast, django_assert_num_queries):
    asked = []

    @kept
    def near(*, place, since):
        """Put together."""
        asked.append(place.name)
        return neighbours(place=place, since=since)

    PersonSkill.objects.create(person=cast.liu, term=cast.wheelchair, until=dt.date(2026, 12, 1))
    for place, day in product((cast.willow, cast.plane), (dt.date(2026, 12, 1), dt.date(2026, 12, 2))):
        with django_assert_num_queries(1):
            told = near(place=place.pk, since=day)
            assert all(one.home.path for one in told)
        assert facts(told) == facts(neighbours(place=place.pk, since=day))
    assert (asked, near.__doc__) == (["place"], "Put together.")


def test_plain_rows_unions_and_moments(cast):
    @kept
    def named(*, name, other, before):
        rows = Person.objects.filter(created__lt=before).values_list("name", "created")
        return rows.filter(name=name).union(rows.filter(name=other), all=True)

    both = sorted((one.name, one.created) for one in (cast.liu, cast.sun))
    assert sorted(named(name="刘芳", other="孙伟", before=NEW_YEAR + dt.timedelta(days=3650))) == both
    assert named(name="刘芳", other="孙伟", before=at("2001-01-01 00:00")) == []


def test_values_are_values_and_never_part_of_the_statement(cast):
    @kept
    def named(*, name):
        return Person.objects.filter(name=name)

    assert named(name="%s' OR 1=1 --") == []
    assert [one.pk for one in named(name="刘芳")] == [cast.liu.pk]


@pytest.mark.parametrize("values", [{}, {"name": None}, {"name": "刘芳", "home": 1}, {"home": 1}])
def test_what_would_be_another_query_is_refused(values):
    @kept
    def named(*, name):
        return Person.objects.filter(name=name)

    with pytest.raises(TypeError, match=r"named takes a value for each of \['name'\]"):
        named(**values)


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_inside_a_transaction_alone_also_the_second_time(cast):
    @kept
    def locked(*, pk):
        return Person.objects.select_for_update(of=("self",)).filter(pk=pk)

    for _again in range(2):
        with pytest.raises(TransactionManagementError, match="locked locks rows"):
            locked(pk=cast.liu.pk)
        with transaction.atomic():
            assert locked(pk=cast.liu.pk) == [cast.liu]


@pytest.mark.django_db(transaction=True)
def test_threads_at_once_each_have_their_own(cast):
    @kept
    def account(*, email):
        return Account.objects.filter(email=email)

    for n in range(4):
        Account.objects.create(email=f"n{n}@example.org")
    told = {}

    def ask(n):
        told[n] = {one.email for _again in range(50) for one in account(email=f"n{n}@example.org")}
        connection.close()

    threads = [threading.Thread(target=ask, args=[n]) for n in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert told == {n: {f"n{n}@example.org"} for n in range(4)}
