"""What only the field key opens: identity numbers and the private part of a need."""

import pytest
from cryptography.fernet import InvalidToken
from django.db import connection
from django.test import override_settings

from tongzhuo.people.models import Person

NUMBER = "110105194912310021"
OLD_KEY, NEW_KEY = "old" * 12, "new" * 12


def stored(person: Person) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_number FROM people_person WHERE id = %s", [person.pk])
        return cursor.fetchone()[0]


def keep(person: Person, number: str) -> None:
    person.identity_number = number
    person.save(update_fields=["identity_number"])


def read(person: Person) -> str:
    return Person.objects.values_list("identity_number", flat=True).get(pk=person.pk)


def test_the_database_holds_no_plain_text(cast):
    keep(cast.guo, NUMBER)
    assert NUMBER not in stored(cast.guo)
    assert NUMBER[:6] not in stored(cast.guo)
    assert read(cast.guo) == NUMBER


def test_the_same_number_is_sealed_differently_each_time(cast):
    keep(cast.guo, NUMBER)
    keep(cast.wang, NUMBER)
    assert stored(cast.guo) != stored(cast.wang)


def test_nothing_said_stays_nothing(cast):
    assert stored(cast.guo) == ""
    assert read(cast.guo) == ""


def test_a_wrong_key_is_named_and_says_no_secret(cast):
    with override_settings(FIELD_KEY=OLD_KEY):
        keep(cast.guo, NUMBER)
    named = pytest.raises(InvalidToken, match="does not open with FIELD_KEY")
    with override_settings(FIELD_KEY=NEW_KEY), named as error:
        read(cast.guo)
    assert NUMBER not in str(error.value)
    assert NEW_KEY not in str(error.value)


def test_keys_rotate_the_first_writes_and_all_of_them_read(cast):
    with override_settings(FIELD_KEY=OLD_KEY):
        keep(cast.guo, NUMBER)
    with override_settings(FIELD_KEY=f"{NEW_KEY},{OLD_KEY}"):
        assert read(cast.guo) == NUMBER
        keep(cast.guo, read(cast.guo))
    with override_settings(FIELD_KEY=NEW_KEY):
        assert read(cast.guo) == NUMBER


def test_a_text_that_was_tampered_with_does_not_open(cast):
    keep(cast.guo, NUMBER)
    sealed = stored(cast.guo)
    with connection.cursor() as cursor:
        forged = sealed[:40] + ("A" if sealed[40] != "A" else "B") + sealed[41:]
        cursor.execute("UPDATE people_person SET identity_number = %s WHERE id = %s", [forged, cast.guo.pk])
    with pytest.raises(InvalidToken):
        read(cast.guo)
