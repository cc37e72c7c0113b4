"""From confirmed hours to a paper that anybody can check, and back when it was wrong."""

import datetime as dt
import io
import json
import re
from itertools import pairwise

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pytest_django.asserts import assertNumQueries

from tests.cast import SHANGHAI, at
from tongzhuo.certificates import actions, counted, queries, rules
from tongzhuo.certificates.models import Certificate
from tongzhuo.certificates.states import CertificateState
from tongzhuo.certificates.tests import story
from tongzhuo.certificates.uploads import credential_in
from tongzhuo.kernel import memory
from tongzhuo.kernel.codes import new_code
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import the_system
from tongzhuo.notices.models import Notice
from tongzhuo.people.actions import give_volunteer_number
from tongzhuo.places.models import Place
from tongzhuo.records.actions import correct_record, enter_later
from tongzhuo.records.models import ServiceRecord
from tongzhuo.records.queries import hours_of
from tongzhuo.records.tests.story import late_entry
from tongzhuo.seals.actions import revoke_key

pytestmark = pytest.mark.django_db
WHO = ("liu", "sun", "nuan", "chen", "zhao", "guo", "gao", "outsider", None)


@pytest.fixture(autouse=True)
def clock(settings):
    settings.SITE_ADDRESS = story.SITE
    with time_machine.travel(story.TODAY, tick=False) as moving:
        yield moving


@pytest.fixture
def autumn(cast):
    """Two visits of which one was shortened, one entered later, one that waits, one of somebody else."""
    story.served(cast)
    long = story.served(cast, begins="2026-11-10 09:00")
    correct_record(by=cast.as_("chen"), line=long, minutes=90, reason="早走了")
    story.entered_later(cast, starts=at("2026-10-05 09:00"), ends=at("2026-10-05 11:00"), minutes=60)
    enter_later(by=cast.as_("chen"), entry=late_entry(cast))
    story.served(cast, "sun", minutes=300)


def refused(act, **told):
    with pytest.raises(Refused) as no:
        act(**told)
    return no.value.verdict.code


def text_of(pdf: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def test_the_paper_says_what_the_records_say(cast, autumn):
    made = story.certified(cast)
    cast.liu.refresh_from_db()
    assert (made.minutes, made.proven, made.times) == (270, {"scanned": 210, "later": 60}, 3)
    assert made.minutes == hours_of(cast.liu.pk).minutes
    assert (
        made.volunteer_number
        == cast.liu.volunteer_number
        == give_volunteer_number(by=cast.as_("liu"), person=cast.liu).volunteer_number
    )
    pdf = queries.pdf_of(made)
    assert pdf == queries.pdf_of(Certificate.objects.get())
    text = text_of(pdf)
    for said in ("刘芳", made.shown_code, cast.liu.volunteer_number, "柳荫里居委会", "4.5", "守楼道"):
        assert said in text
    assert credential_in(pdf).decode() == made.seal.document
    badge = json.loads(made.seal.document)
    assert (badge["id"], badge["credentialSubject"]["creditsEarned"]) == (f"{story.SITE}/check/{made.shown_code}/", 4.5)
    dids = list(Line.objects.filter(did__in=("person.numbered", "seal.issued", "certificate.issued")).order_by("pk"))
    assert [line.did for line in dids] == ["person.numbered", "seal.issued", "certificate.issued"]
    some = story.certified(cast, activities=["守楼道"], language="both")
    assert (some.minutes, some.activities, made.activities) == (60, ["守楼道"], [])
    assert Line.objects.filter(did="person.numbered").count() == 1


services = st.tuples(
    st.sampled_from(("陪着下楼", "守楼道")),
    st.sampled_from(("scanned", "roster", "paper", "later")),
    st.integers(1, 1440),
    st.lists(st.integers(0, 1440), max_size=3),
)


@given(st.lists(services, max_size=12))
def test_rows_add_up_to_the_lines_whatever_was_corrected(given_services):
    lines, place = [], Place(name_zh="柳荫里")
    for number, (name, proof, minutes, corrections) in enumerate(given_services, 1):
        starts = at("2026-11-03 09:00") + dt.timedelta(days=number)
        facts = {"activity_name": name, "proof": proof, "starts": starts, "place": place, "in_charge": "阮暖"}
        lines.append(ServiceRecord(pk=number, minutes=minutes, **facts))
        for before, after in pairwise((minutes, *corrections)):
            lines.append(ServiceRecord(pk=1000 + len(lines), corrects_id=number, minutes=after - before, **facts))
    rows = counted.rows(lines, SHANGHAI)
    for proof in ("scanned", "roster", "paper", "later"):
        own = sum(line.minutes for line in lines if line.proof == proof)
        assert counted.proven(rows).get(proof, 0) == own
    assert sum(row.times for row in rows) == len(counted.services(lines))
    assert all(row.minutes > 0 for row in rows)


def test_who_issues_holds_and_takes_back(cast, autumn):
    made, days = story.certified(cast), story.AUTUMN
    views = {who: cast.as_(who) for who in WHO}

    def allowed(ask):
        return {who for who, viewer in views.items() if ask(viewer)}

    assert allowed(lambda v: rules.may_issue_certificate(v, cast.liu, **days, minutes=1)) == {"liu"}
    assert allowed(lambda v: rules.may_hold_certificate(v, cast.liu)) == {"liu"}
    assert allowed(lambda v: rules.may_take_back_certificate(v, made, "写了两遍")) == {"chen", "zhao"}
    assert allowed(lambda v: queries.certificates_visible_to(v).exists()) == {"liu", "chen", "zhao"}
    assert allowed(lambda v: queries.certificates_given_by(v).exists()) == {"chen", "zhao"}


def test_what_is_refused(cast, autumn):
    backwards = {"since": story.AUTUMN["until"], "until": story.AUTUMN["since"]}
    told = {"by": cast.as_("liu"), "person": cast.liu, "recorded_by": cast.office, "language": "zh"}
    assert refused(actions.issue_certificate, **told, **backwards) == "ends_first"
    assert refused(actions.issue_certificate, **(told | {"recorded_by": cast.doorstep}), **story.AUTUMN) == "no_hours"
    assert refused(actions.issue_certificate, **(told | {"by": cast.as_("chen")}), **story.AUTUMN) == "not_yours"
    made, of_sun = story.certified(cast), story.certified(cast, "sun")
    wrong = {"by": cast.as_("chen"), "certificate": made}
    assert refused(actions.take_back_certificate, **wrong, reason=" ") == "reason_missing"
    assert refused(actions.take_back_certificate, **wrong, reason="字" * 201) == "reason_too_long"
    assert refused(actions.take_back_certificate, **wrong, reason="写了两遍", instead=of_sun) == "not_instead"
    assert refused(actions.take_back_certificate, **wrong, reason="写了两遍", instead=made) == "not_instead"
    actions.take_back_certificate(**wrong, reason="写了两遍")
    assert refused(actions.take_back_certificate, **wrong, reason="写了两遍") == "taken_back_already"


def test_liu_makes_one_and_anybody_checks_it(client, cast, autumn):
    client.force_login(cast.account("liu"))
    backwards = press(client, {"since": "2026-09-01", "until": "2026-08-01"})
    assert (backwards.status_code, "It ends before it begins." in backwards.text) == (422, True)
    sent = press(client, {"since": "2026-09-01", "until": "2026-12-01"}, language="both")
    made = Certificate.objects.get()
    assert (sent.status_code, sent.url) == (302, reverse("certificates:certificate", args=[made.code]))
    page = client.get(sent.url).text
    assert (made.shown_code in page, "Take it back" in page) == (True, False)
    pdf = client.get(reverse("certificates:paper", args=[made.code]))
    credential = client.get(reverse("certificates:credential", args=[made.code]))
    assert (pdf["Content-Type"], credential.content.decode()) == ("application/pdf", made.seal.document)
    client.logout()
    told = client.get(reverse("certificates:check", args=[made.shown_code])).text
    assert "This certificate is genuine." in told
    assert ("刘某" in told, "刘芳" in told, "守楼道" in told, "4.5 h" in told) == (True, False, False, True)
    assert ("scanned" in told, "on paper" in told) == (True, False)
    assert "This certificate is genuine." in hand_in(client, pdf.content)
    assert "This certificate is genuine." in hand_in(client, credential.content)
    raised = made.seal.document.replace('"creditsEarned":4.5', '"creditsEarned":45')
    told = hand_in(client, raised.encode())
    assert ("did not write" in told, ">45<" in told, "4.5 h" in told) == (True, True, True)
    renumbered = made.seal.document.replace(made.shown_code, "7K3MQ-9XW2C")
    assert renumbered != made.seal.document
    told = hand_in(client, renumbered.encode())
    assert ("did not write" in told, "did not seal" in told, made.shown_code in told) == (True, False, True)
    assert "did not seal" in hand_in(client, re.sub('"proofValue":"z.', '"proofValue":"z1', renumbered).encode())
    assert "not the one we made" in hand_in(client, pdf.content + b"\n")
    for nonsense in (b"%PDF-1.7 nothing", b"{", b"\x00\xff", b'{"id": 7}'):
        assert "no certificate that we can read" in hand_in(client, nonsense)


def hidden(html: str, name: str) -> list[str]:
    return re.findall(f'name="{name}" value="([^"]*)"', html)


def look(client, days: dict[str, str], **more) -> dict[str, object]:
    """What the page holds after *Show the hours of this choice*."""
    mine = reverse("certificates:mine")
    told = {"press": hidden(client.get(mine).text, "press")[0], "language": "zh"} | days | more
    html = client.post(mine, told | {"look": "1"}).text
    offered = hidden(html, "offered")
    return told | {"seen": hidden(html, "seen")[0], "offered": offered, "activities": offered, "html": html}


def press(client, days: dict[str, str], **more):
    told = look(client, days, **more)
    return client.post(reverse("certificates:mine"), {name: said for name, said in told.items() if name != "html"})


def test_some_activities_of_some_days(client, cast, autumn):
    """The hours stand there by level of proof before anything is made; what was not looked at is not certified."""
    mine, days = reverse("certificates:mine"), {"since": "2026-11-01", "until": "2026-11-05"}
    client.force_login(cast.account("liu"))
    told = look(client, days)
    assert (told["offered"], 'It will say <b class="num">2 h' in told["html"]) == (["陪着下楼"], True)
    wider = told | {"since": "2026-10-01", "until": "", "html": ""}
    again = client.post(mine, wider)
    assert (again.status_code, Certificate.objects.count()) == (422, 0)
    assert "Look at them, then press again." in again.text
    assert hidden(again.text, "offered") == ["守楼道", "陪着下楼"]
    for said in ("4.5 h", "2 times · scanned", "Once · entered later"):
        assert said in " ".join(re.sub("<[^>]*>", " ", again.text).split())
    told = wider | {"seen": hidden(again.text, "seen")[0], "offered": ["守楼道", "陪着下楼"]}
    assert "Tick at least one." in client.post(mine, told | {"activities": []}).text
    assert client.post(mine, told | {"activities": ["守楼道"]}).status_code == 302
    made = Certificate.objects.get()
    assert (made.activities, made.minutes, made.proven) == (["守楼道"], 60, {"later": 60})
    page = client.get(reverse("certificates:certificate", args=[made.code])).text
    assert ("守楼道" in page, "The records have changed" in page) == (True, False)
    assert client.post(mine, told | {"activities": ["守楼道"]}).url.endswith(f"/{made.code}/")
    assert client.post(mine, told | {"activities": ["守楼道", "陪着下楼"]}).status_code == 302
    assert list(Certificate.objects.order_by("pk").values_list("activities", flat=True)) == [["守楼道"], []]
    assert client.post(mine, told | {"activities": ["守楼道"], "press": "another"}).status_code == 302
    assert Certificate.objects.count() == 3
    assert client.post(mine, told | {"since": "nonsense", "look": "1"}).status_code == 200
    everything = look(client, {"since": "", "until": ""})
    assert everything["offered"] == ["守楼道", "陪着下楼"]


def hand_in(client, content: bytes) -> str:
    response = client.post(reverse("certificates:check-any"), {"file": SimpleUploadedFile("a", content)})
    assert response.status_code == 200
    return response.text


def test_one_made_before_breakfast_counts_at_once(client, cast, autumn, clock):
    clock.move_to(at("2026-12-02 06:30"))
    made = story.certified(cast)
    assert "This certificate is genuine." in client.get(reverse("certificates:check", args=[made.code])).text


def test_typing_the_number(client, cast, autumn):
    made, anywhere = story.certified(cast), reverse("certificates:check-any")
    typed = client.get(anywhere, {"number": made.shown_code.lower().replace("-", " ")})
    assert (typed.status_code, typed.url) == (302, reverse("certificates:check", args=[made.code]))
    assert client.get(anywhere, {"number": "7K3MQ-9XW2D"}).status_code == 422
    assert client.post(anywhere).status_code == 422
    unknown = client.get(reverse("certificates:check", args=[new_code()]))
    assert (unknown.status_code, "We know no certificate with this number." in unknown.text) == (404, True)
    revoke_key(made.seal.key, by=the_system("test"), because="found in a bin")
    assert "no longer counts" in client.get(reverse("certificates:check", args=[made.code])).text


def test_the_office_takes_one_back_and_says_what_stands(client, cast, autumn):
    wrong = story.certified(cast)
    line = ServiceRecord.objects.filter(person=cast.liu, corrects=None).first()
    correct_record(by=cast.as_("chen"), line=line, minutes=60, reason="写了两遍")
    right = story.certified(cast)
    client.force_login(cast.account("chen"))
    page = client.get(reverse("certificates:certificate", args=[wrong.code])).text
    assert ("The records have changed since" in page, "3.5 h" in page) == (True, True)
    back = reverse("certificates:take-back", args=[wrong.code])
    assert client.get(reverse("certificates:paper", args=[wrong.code])).status_code == 409
    assert client.post(back, {"reason": ""}).status_code == 422
    assert client.post(back, {"reason": "一次写了两遍", "instead": new_code()}).status_code == 422
    assert client.post(back, {"reason": "一次写了两遍", "instead": right.shown_code}).status_code == 302
    wrong.refresh_from_db()
    assert (wrong.state, wrong.taken_back_by, wrong.instead) == (CertificateState.TAKEN_BACK, cast.chen, right)
    memory.sweep()
    assert Notice.objects.get(kind="certificate.taken_back").to == cast.liu
    client.logout()
    told = client.get(reverse("certificates:check", args=[wrong.code])).text
    for said in ("took this one back.", "一次写了两遍", right.shown_code, "3.5 h"):
        assert said in told
    assert "took this one back." in hand_in(client, wrong.seal.document.encode())
    assert "This certificate is genuine." in client.get(reverse("certificates:check", args=[right.code])).text


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_for_one_and_three(client, cast, autumn, number):
    made = [story.certified(cast) for _each in range(number)]
    client.force_login(cast.account("liu"))
    client.get(reverse("certificates:mine"))
    with assertNumQueries(9):
        html = client.get(reverse("certificates:mine")).text
    assert [one.shown_code in html for one in made] == [True] * number
    client.force_login(cast.account("chen"))
    client.get(reverse("certificates:given"))
    with assertNumQueries(6):
        html = client.get(reverse("certificates:given")).text
    assert html.count("刘芳") == number
    client.logout()
    with assertNumQueries(4):
        client.get(reverse("certificates:check", args=[made[0].code]))
    with assertNumQueries(4):
        hand_in(client, made[0].seal.document.encode())


def test_empty_lists_say_what_to_do_next(client, cast):
    client.force_login(cast.account("chen"))
    assert "As soon as hours of yours are confirmed" in client.get(reverse("certificates:mine")).text
    assert "None yet." in client.get(reverse("certificates:given")).text
    client.force_login(cast.account("liu"))
    assert client.get(reverse("certificates:given")).status_code == 404
