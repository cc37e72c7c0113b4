"""Addresses that nobody was given: a forged code, and a code of nothing, look the same."""

import pytest

from tongzhuo.kernel.codes import ALPHABET, new_code


def forged(code: str) -> str:
    return code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % len(ALPHABET)]


@pytest.mark.parametrize("room", ["needs", "ask", "inbox", "links", "offers", "people"])
@pytest.mark.parametrize("who", [None, "chen"])
def test_neither_is_found(cast, client, room, who):
    if who:
        client.force_login(cast.account(who))
    unknown = new_code()
    answers = [client.get(f"/{room}/{code}/") for code in (unknown, forged(unknown))]
    assert {answer.status_code for answer in answers} <= {404, 302}
    if who:
        assert [answer.status_code for answer in answers] == [404, 404]
