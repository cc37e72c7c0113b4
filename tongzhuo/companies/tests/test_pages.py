"""The pages of a company and of the office that answers it: what stands there, for whom, and in how many queries."""

import pytest
import time_machine

from tongzhuo.companies import actions, queries, tokens
from tongzhuo.companies.models import Package, Proposal
from tongzhuo.companies.tests import story
from tongzhuo.companies.tests.story import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def page(client, cast, who, path, **post):
    if who:
        client.force_login(cast.account(who))
    else:
        client.logout()
    return client.post(path, post) if post else client.get(path)


def test_one_package_or_three_cost_the_same(client, cast, django_assert_num_queries):
    story.package(cast)
    client.force_login(cast.account("bei"))
    client.get("/companies/packages/")
    with django_assert_num_queries(8):
        assert client.get("/companies/packages/").status_code == 200
    for _ in range(2):
        story.package(cast)
    with django_assert_num_queries(8):
        assert client.get("/companies/packages/").content.decode().count("处理机和二十位同事") == 3


def test_what_is_missing_is_said_and_the_words_stay(client, cast):
    page(client, cast, "bei", "/companies/begin/", organisation=cast.northlight.code)
    package = Package.objects.get()
    stem = f"/companies/packages/{package.code}/write/"
    answer = page(client, cast, "bei", f"{stem}what/", name="一台处理机")
    assert (answer.status_code, "一台处理机" in answer.content.decode()) == (422, True)
    assert page(client, cast, "bei", f"{stem}what/", name="一台处理机", kinds="goods")["Location"] == f"{stem}goods/"
    wrong = {"goods-what_text": "处理机", "goods-amount": "一点五三"}
    answer = page(client, cast, "bei", f"{stem}goods/", **wrong)
    assert (answer.status_code, "一点五三" in answer.content.decode()) == (422, True)
    nothing = {"goods-what_text": "", "goods-amount": "1"}
    assert page(client, cast, "bei", f"{stem}goods/", **nothing).status_code == 422
    right = {"goods-what_text": "处理机", "goods-amount": "１"}
    assert page(client, cast, "bei", f"{stem}goods/", **right)["Location"] == f"{stem}site/"
    assert page(client, cast, "bei", f"{stem}site/", power="220", ground_m2="6")["Location"] == f"{stem}reach/"
    assert page(client, cast, "bei", f"{stem}goods/").content.decode().count("处理机") >= 1
    done = page(client, cast, "bei", f"{stem}reach/", radius_m="10000")
    assert done["Location"] == f"/companies/packages/{package.code}/communities/"
    offer = Package.objects.get().items.get().offer
    assert (offer.what_text, offer.quantity, offer.radius_m) == ("处理机", 1, 10_000)
    assert "6" in offer.conditions


def test_a_draft_can_be_thrown_away(client, cast):
    page(client, cast, "bei", "/companies/begin/", organisation=cast.northlight.code)
    package = Package.objects.get()
    page(client, cast, "bei", f"/companies/packages/{package.code}/close/", go="yes")
    assert package.code not in page(client, cast, "bei", "/companies/packages/").content.decode()


@pytest.mark.parametrize("who", ["chen", "outsider", "liu", None])
def test_a_package_is_nobody_elses(client, cast, who):
    package = story.package(cast)
    for path in ("", "communities/", "write/what/"):
        assert page(client, cast, who, f"/companies/packages/{package.code}/{path}").status_code in (302, 404)
    assert page(client, cast, who, f"/companies/packages/{package.code}/propose/", need="x").status_code in (302, 404)


def test_offered_answered_and_joined_on_pages(client, cast):
    need = story.need(cast)
    package = story.package(cast)
    fits = page(client, cast, "bei", f"/companies/packages/{package.code}/communities/").content.decode()
    assert "Offer it to Willow Lane" in fits
    page(client, cast, "bei", f"/companies/packages/{package.code}/propose/", need=need.code)
    made = Proposal.objects.get()
    assert page(client, cast, "outsider", f"/companies/proposals/{made.code}/").status_code == 404
    assert "处理机和二十位同事" in page(client, cast, "chen", "/companies/offered/").content.decode()
    stem = f"/companies/proposals/{made.code}"
    assert page(client, cast, "chen", f"{stem}/accept/", power="there").status_code == 422
    page(client, cast, "chen", f"{stem}/accept/", power="there", ground="arranged", keeper="there")
    page(client, cast, "bei", f"{stem}/joining/", do="open")
    made.refresh_from_db()
    link = f"/team-day/{tokens.join_token(made)}/"
    assert page(client, cast, None, link).status_code == 200
    answer = page(client, cast, None, link, name="高远", contact="")
    assert (answer.status_code, "高远" in answer.content.decode()) == (422, True)
    joined = page(client, cast, None, link, name="高远", contact="gao@example.org", agreed="on")
    assert "高远" in client.get(joined["Location"]).content.decode()
    assert "高远" in page(client, cast, "bei", f"{stem}/").content.decode()
    assert "高远" not in page(client, cast, "chen", f"{stem}/").content.decode()
    page(client, cast, None, joined["Location"], out="yes")
    assert queries.staff_of(made, queries.shift_of(made)).count() == 0


def test_an_old_or_forged_link_leads_nowhere(client, cast):
    made = actions.open_joining(by=cast.as_("bei"), proposal=story.accepted(cast))
    old = tokens.join_token(made)
    made = actions.open_joining(by=cast.as_("bei"), proposal=made)
    assert client.get(f"/team-day/{old}/").status_code == 404
    assert client.get(f"/team-day/{tokens.join_token(made)}x/").status_code == 404
    assert client.get(f"/team-day/pass/{old}/").status_code == 404
    actions.close_joining(by=cast.as_("bei"), proposal=made)
    assert client.get(f"/team-day/{tokens.join_token(made)}/").status_code == 404


def test_no_fit_offers_to_tell_and_tells_once(client, cast):
    package = story.package(cast)
    path = f"/companies/packages/{package.code}/"
    assert "Tell me when one appears" in page(client, cast, "bei", f"{path}communities/").content.decode()
    page(client, cast, "bei", f"{path}look-out/", go="yes")
    assert "Tell me when one appears" not in page(client, cast, "bei", f"{path}communities/").content.decode()
    page(client, cast, "bei", f"{path}close/", go="yes")
    assert package.lookouts.get().ended_at == NOW
    assert "处理机和二十位同事" not in page(client, cast, "bei", "/companies/packages/").content.decode()


def test_somebody_was_quicker_and_the_next_best_stands_there(client, cast):
    story.second_company(cast)
    need = story.need(cast, people=0, urgency=3)
    story.need(cast, where="plane", who="outsider", people=0, urgency=1)
    mine = story.package(cast, people=0)
    story.proposed(cast, story.package(cast, who="lan", company="oven", people=0), who="lan")
    client.force_login(cast.account("bei"))
    told = client.post(f"/companies/packages/{mine.code}/propose/", {"need": need.code}, follow=True).content.decode()
    assert ("Somebody was quicker there." in told, "Offer it to Plane Tree Court" in told) == (True, True)
