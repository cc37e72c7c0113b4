"""The page of one's notices."""

import pytest

from tongzhuo.kernel.models import Line
from tongzhuo.notices import actions, queries
from tongzhuo.notices.models import Notice


def told(cast, to, key, need="Stairs, three times a week"):
    return actions.tell(to=cast.people[to], kind="need.confirmed", about="need:1", url="/needs/", key=key, need=need)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_lists_them_in_a_fixed_number_of_queries(cast, client, django_assert_num_queries, count):
    for number in range(count):
        told(cast, "guo", f"k{number}", need=f"Need {number}")
    client.force_login(cast.account("guo"))
    client.get("/notices/")
    with django_assert_num_queries(8):
        page = client.get("/notices/")
    assert [notice.facts["need"] for notice in page.context["page"]] == [f"Need {n}" for n in reversed(range(count))]
    assert page.content.decode().count("Your need has its table now.</h2>") == count


def test_unseen_ones_stand_first_and_are_counted(cast, client):
    old, new = told(cast, "guo", "a", "Old"), told(cast, "guo", "b", "New")
    actions.mark_seen(by=cast.as_("guo"), notice=new)
    assert list(queries.notices_visible_to(cast.as_("guo"))) == [old, new]
    assert queries.unseen_count(cast.as_("guo")) == 1


def test_opening_one_marks_it_and_leads_on(cast, client):
    notice = told(cast, "guo", "a")
    client.force_login(cast.account("guo"))
    assert client.post(f"/notices/{notice.code}/open/").headers["Location"] == "/needs/"
    assert queries.unseen_count(cast.as_("guo")) == 0
    assert Line.objects.order_by("-pk")[0].did == "notice.seen"


def test_a_notice_never_leads_off_the_site(cast, client):
    notice = told(cast, "guo", "a")
    Notice.objects.update(url="https://elsewhere.example/")
    client.force_login(cast.account("guo"))
    assert client.post(f"/notices/{notice.code}/open/").headers["Location"] == "/notices/"


def test_all_at_once(cast, client):
    for key in "abc":
        told(cast, "guo", key)
    told(cast, "liu", "d")
    client.force_login(cast.account("guo"))
    assert client.post("/notices/seen/", follow=True).context["unseen"] == 0
    assert Notice.objects.filter(seen_at=None).count() == 1
    assert actions.mark_all_seen(by=cast.as_("guo")) == 0


def test_an_empty_page_says_what_to_do_next(cast, client):
    client.force_login(cast.account("guo"))
    page = client.get("/notices/").content.decode()
    assert "Nobody has written to you yet" in page
    assert 'href="/">See what is needed nearby</a>' in page


def test_a_daughter_reads_for_her_father(cast, client):
    cast.guo.acts_through = cast.wang
    cast.guo.save()
    notice = told(cast, "guo", "a")
    client.force_login(cast.account("wang"))
    assert "For 郭先生" in client.get("/notices/").content.decode()
    assert client.post(f"/notices/{notice.code}/open/").status_code == 302


@pytest.mark.parametrize(
    ("name", "status"), [("liu", 302), ("sun", 404), ("chen", 404), ("outsider", 404), (None, 302)]
)
def test_whose_notice_it_is(cast, client, name, status):
    notice = told(cast, "liu", "a")
    if name:
        client.force_login(cast.account(name))
    answer = client.post(f"/notices/{notice.code}/open/")
    assert answer.status_code == status
    assert (Notice.objects.get().seen_at is not None) == (name == "liu")


def test_nobody_has_no_page(cast, client):
    assert client.get("/notices/").headers["Location"] == "/account/login/?next=/notices/"
    for address in ("/notices/seen/", "/notices/reach/agree/", "/notices/reach/confirm/", "/notices/reach/leave/"):
        assert client.post(address).headers["Location"].startswith("/account/login/")
        client.force_login(cast.account("liu"))
        assert client.get(address).status_code == 405
        client.logout()
    assert list(queries.notices_visible_to(cast.as_(None))) == []
    assert queries.unseen_count(cast.as_(None)) == 0
