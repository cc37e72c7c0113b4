"""Addresses that nobody was given: a forged code, and a code of nothing, look the same."""

import pytest

from tongzhuo.kernel.codes import ALPHABET, new_code


def forged(code: str) -> str:
    return code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % len(ALPHABET)]


ROOMS = ("needs", "ask", "inbox", "links", "offers", "people", "outcomes")


@pytest.mark.parametrize("who", [None, "chen"])
def test_neither_is_found(cast, client, who):
    if who:
        client.force_login(cast.account(who))
    unknown = new_code()
    answers = {
        room: [client.get(f"/{room}/{code}/").status_code for code in (unknown, forged(unknown))] for room in ROOMS
    }
    if who:
        assert answers == {room: [404, 404] for room in ROOMS}
    assert {status for pair in answers.values() for status in pair} <= {404, 302}
