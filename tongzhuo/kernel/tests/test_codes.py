import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path, resolve
from django.urls.exceptions import Resolver404

from tongzhuo.kernel.codes import ALPHABET, LENGTH, new_code, read_code, shown_code


def show(request, code: str) -> HttpResponse:
    return HttpResponse(code)


urlpatterns = [path("needs/", include([path("<code:code>/", show, name="need")]))]


def test_a_code_is_ten_characters_that_cannot_be_misread():
    code = new_code()
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert not set("ILOU") & set(ALPHABET)


def test_codes_do_not_repeat():
    assert len({new_code() for _ in range(5000)}) == 5000


def test_a_code_is_read_as_people_write_it():
    code = new_code()
    for written in (code, shown_code(code), shown_code(code).lower(), f" {code[:3]} {code[3:]} "):
        assert read_code(written) == code
    assert read_code(code.replace("1", "l").replace("0", "o")) == code


@pytest.mark.parametrize("text", ["", "7K3MQ", "7K3MQ-9XW2", "7K3MQ-9XW2C0", "社区社区社区社区社区", "UUUUU-UUUUU"])
def test_what_is_no_code_is_read_as_none(text):
    assert read_code(text) is None


def test_every_single_slip_is_caught():
    for code in (new_code() for _ in range(20)):
        slips = [
            code[:place] + other + code[place + 1 :]
            for place in range(LENGTH)
            for other in ALPHABET
            if other != code[place]
        ]
        assert len(slips) == LENGTH * (len(ALPHABET) - 1)
        assert [slip for slip in slips if read_code(slip)] == []


@override_settings(ROOT_URLCONF=__name__)
def test_a_forged_code_in_an_address_leads_nowhere():
    code = new_code()
    forged = code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % len(ALPHABET)]
    assert resolve(f"/needs/{shown_code(code)}/").kwargs == {"code": code}
    assert resolve(f"/needs/{code.lower()}/").kwargs == {"code": code}
    with pytest.raises(Resolver404):
        resolve(f"/needs/{forged}/")
