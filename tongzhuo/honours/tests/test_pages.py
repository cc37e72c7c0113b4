"""The pages: one's own, the office's forms, the public list, the objection and its answer; nothing of it too much."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from tongzhuo.honours import actions
from tongzhuo.honours.models import Award, Evaluation, Honour, Objection, StarRating, TrainingRecord
from tongzhuo.honours.tests import story
from tongzhuo.people.actions import give_consent
from tongzhuo.people.models import Person, PersonSkill
from tongzhuo.people.states import Agreement
from tongzhuo.records.models import Attendance
from tongzhuo.service.tests import story as shifts

pytestmark = pytest.mark.django_db
IDENTITY = "11010519491231002X"


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(story.THURSDAY, tick=False) as moving:
        yield moving


@pytest.fixture
def signed(client, cast):
    def sign_in(who):
        client.logout()
        if who:
            client.force_login(cast.account(who))
        return client

    return sign_in


def test_my_own_page_says_what_to_do_when_it_is_empty(signed):
    assert "Nothing yet." in signed("liu").get("/honours/").text
    assert signed(None).get("/honours/").status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_my_own_page_takes_the_same_queries_for_one_and_for_three(cast, signed, django_assert_num_queries, many):
    for day in range(many):
        story.trained(cast, "liu", held_on=dt.date(2026, 11, 1 + day), skill=cast.wheelchair)
        story.awarded(cast, "liu", name=f"好邻居{day}")
        story.evaluated(cast, story.served(cast, begins=f"2026-11-{10 + day} 09:00"))
        story.thanked(cast, "liu", deed=f"第{day}件好事")
    story.publicised(cast, hours=110)
    client = signed("liu")
    with django_assert_num_queries(15):
        told = client.get("/honours/").text
    assert told.count("急救入门") == told.count("第") == many
    assert ("Somebody thanks you" in told, "Publicised" in told, "proves" in told) == (True, True, True)


def test_thanks_are_answered_with_one_press_and_taken_back_with_one(cast, signed):
    honour = story.thanked(cast, "liu")
    client = signed("liu")
    assert client.post(reverse("honours:show", args=[honour.code])).status_code == 302
    assert story.DEED in _community(signed(None), cast)
    assert story.DEED in signed("sun").get(reverse("honours:of", args=[cast.liu.code])).text
    signed("liu").post(reverse("honours:keep", args=[honour.code]))
    assert story.DEED not in signed("sun").get(reverse("honours:of", args=[cast.liu.code])).text
    assert story.DEED not in _community(signed(None), cast)
    assert signed("sun").post(reverse("honours:show", args=[honour.code])).status_code == 404


def _community(client, cast) -> str:
    return client.get(reverse("web:community", kwargs={"path": cast.willow.path.strip("/")})).text


def test_the_office_writes_for_many_at_once_and_a_slip_keeps_the_words(cast, signed):
    client, page = signed("chen"), "/honours/training/"
    sent = {
        "people": f"刘芳、孙伟\n王娟 {cast.wang.shown_code}",
        "name": "急救入门",
        "content": "止血",
        "hours": "3",
        "held_on": "2026-11-28",
        "organiser": "和信社工站",
        "skill": cast.wheelchair.pk,
        "recorded_by": cast.office.code,
    }
    wrong = client.post(page, sent | {"people": "刘芳\n没有这个人"})
    assert (wrong.status_code, "没有这个人" in wrong.text, "止血" in wrong.text) == (422, True, True)
    assert client.post(page, sent | {"held_on": "2027-01-01"}).status_code == 422
    assert TrainingRecord.objects.count() == 0
    assert client.post(page, sent).status_code == 302
    assert sorted(one.person.name for one in TrainingRecord.objects.all()) == ["刘芳", "孙伟", "王娟"]
    assert PersonSkill.objects.filter(term=cast.wheelchair).count() == 3
    assert [signed(who).get(page).status_code for who in ("liu", "outsider", None)] == [404, 200, 404]


def test_the_form_begins_with_who_came_to_a_shift(cast, signed, clock):
    clock.move_to(shifts.NOW)
    shift = shifts.shift(cast, title="急救课")
    came = shifts.join(cast, "liu", shift)
    shifts.join(cast, "sun", shift)
    clock.move_to(story.THURSDAY)
    Attendance.objects.create(sign_up=came, came=shifts.NINE, left=shifts.ELEVEN, way="roster")
    told = signed("chen").get(f"/honours/training/?shift={shift.code}").text
    assert (cast.liu.shown_code in told, cast.sun.shown_code in told, "急救课" in told) == (True, False, True)
    assert cast.liu.shown_code not in signed("outsider").get(f"/honours/training/?shift={shift.code}").text


def test_awards_thanks_and_evaluations_have_their_forms(cast, signed):
    client, name = signed("chen"), {"people": "刘芳", "recorded_by": cast.office.code}
    award = name | {"name": "好邻居", "given_on": "2026-11-30", "granted_by": "区民政局"}
    wrong = client.post("/honours/awards/", award)
    assert (wrong.status_code, "Say which paper" in wrong.text) == (422, True)
    assert client.post("/honours/awards/", award | {"seen": "决定"}).status_code == 302
    assert client.post("/honours/thanks/", name | {"deed": story.DEED, "done_on": "2026-11-25"}).status_code == 302
    line = story.served(cast)
    page = reverse("honours:evaluate", args=[line.code])
    assert "in time" in client.get(page).text
    assert client.post(page, {"quality": "good", "evaluated_on": "2026-12-03"}).status_code == 302
    assert "evaluated already" in client.get(page).text
    assert (Award.objects.count(), Honour.objects.count(), Evaluation.objects.count()) == (1, 1, 1)
    assert signed("liu").get(page).status_code == 404


def test_a_line_is_put_right_on_its_page(cast, signed):
    (line,) = story.trained(cast, "liu")
    page, client = reverse("honours:correct-training", args=[line.code]), signed("chen")
    assert "急救入门" in client.get(page).text
    right = {"name": "急救", "content": "止血", "hours": "2", "held_on": "2026-11-28", "organiser": "站"}
    wrong = client.post(page, right)
    assert (wrong.status_code, "Say why" in wrong.text) == (422, True)
    assert client.post(page, right | {"reason": "写多了"}).status_code == 302
    made = TrainingRecord.objects.get(corrects=line)
    assert client.get(page).url == reverse("honours:of", args=[cast.liu.code])
    strike = reverse("honours:correct-training", args=[made.code])
    assert client.post(strike, {"strike-reason": ""}).status_code == 422
    assert client.post(strike, {"strike-reason": "没有这回事"}).status_code == 302
    told = signed("liu").get("/honours/").text
    assert ("写多了" in told, "没有这回事" in told) == (True, True)
    assert [signed(who).get(page).status_code for who in ("liu", "sun", "outsider", None)] == [404] * 4


@pytest.mark.parametrize("many", [1, 3])
def test_the_public_list_names_only_who_agreed(cast, signed, django_assert_num_queries, many):
    for nth in range(many):
        cast.person(f"n{nth}", f"邻居{nth}", identity_number=IDENTITY)
        story.publicised(cast, f"n{nth}", 120)
    give_consent(by=cast.as_("n0"), person=cast.n0, purpose=Agreement.SHOW_NAME)
    client = signed(None)
    with django_assert_num_queries(4):
        told = client.get("/stars/").text
    numbers = list(StarRating.objects.values_list("volunteer_number", flat=True))
    assert [number in told for number in numbers] == [True] * many
    assert [f"邻居{nth}" in told for nth in range(many)] == [nth == 0 for nth in range(many)]
    assert ("120" in told, IDENTITY in told) == (False, False)
    assert told.index(min(numbers)) <= told.index(max(numbers))


def test_anybody_objects_and_the_office_answers(cast, signed):
    rating = story.publicised(cast)
    page = reverse("honours:star", args=[rating.code])
    client = signed(None)
    assert client.post(page, {"words": ""}).status_code == 422
    assert client.post(page, {"words": "那天她在外地。"}).status_code == 302
    told = client.get(page).text
    assert ("being looked at" in told, "那天她在外地" in told, "刘芳" in told) == (True, False, False)
    answer = reverse("honours:answer", args=[Objection.objects.get().code])
    assert "那天她在外地" in signed("zhao").get("/honours/desk/").text
    assert "Somebody else has to look" in signed("chen").get(answer).text
    assert [signed(who).get(answer).status_code for who in ("liu", "nuan", "outsider", None)] == [404] * 4
    assert signed("zhao").post(answer, {"to": "upheld", "because": ""}).status_code == 422
    assert signed("zhao").post(answer, {"to": "upheld", "because": "有一天算了两遍。"}).status_code == 302
    assert "有一天算了两遍" in signed(None).get(page).text
    assert signed(None).get("/stars/").text.count(rating.volunteer_number) == 0


def test_one_press_and_the_star_is_gone(cast, signed):
    rating = story.publicised(cast)
    decline = reverse("honours:decline", args=[rating.code])
    assert signed("sun").post(decline).status_code == 404
    assert signed("liu").post(decline).status_code == 302
    assert signed(None).get(reverse("honours:star", args=[rating.code])).status_code == 404
    assert "Have it publicised" in signed("liu").get("/honours/").text
    assert signed("liu").post(reverse("honours:ask")).status_code == 302
    assert StarRating.objects.filter(state="publicised").count() == 1


def test_what_another_organisation_trained_is_accepted_with_one_press(cast, signed):
    (line,) = story.trained(cast, "liu")
    TrainingRecord.objects.filter(pk=line.pk).update(skill=cast.wheelchair)
    assert "Does this training prove" in signed("chen").get("/honours/desk/").text
    assert signed("chen").post(reverse("honours:accept", args=[line.code])).status_code == 302
    assert PersonSkill.objects.filter(person=cast.liu, term=cast.wheelchair).exists()


def test_the_desk_takes_the_same_queries_however_much_there_is(cast, signed, django_assert_num_queries):
    story.trained(cast, "liu", "sun", "wang")
    story.awarded(cast, "liu", "sun", "wang")
    client = signed("chen")
    with django_assert_num_queries(10):
        assert client.get("/honours/desk/").text.count("急救入门") == 3


def test_no_public_page_shows_an_identity_number(cast, signed):
    """Where others would print it stands the volunteer number, made when there is none."""
    Person.objects.filter(pk=cast.liu.pk).update(identity_number=IDENTITY)
    rating = story.publicised(cast)
    actions.show_honour(by=cast.as_("liu"), honour=story.thanked(cast, "liu"))
    assert rating.volunteer_number.startswith("V-")
    for who in (None, "sun", "outsider"):
        client = signed(who)
        pages = ["/stars/", reverse("honours:star", args=[rating.code]), reverse("honours:of", args=[cast.liu.code])]
        told = "".join(client.get(page).text for page in pages) + _community(client, cast)
        assert (IDENTITY in told, rating.volunteer_number in told) == (False, True)
