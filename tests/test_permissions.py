"""Every address of the house, asked by whoever has no business there: nothing private shown, nothing written.

The owner, the colleague and each role have their own tests in the rooms; here nobody may be forgotten:
a new address fails until it says below who may open it.
"""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tongzhuo.kernel.models import Line
from tongzhuo.linkages import actions
from tongzhuo.linkages.tests import story
from tongzhuo.needs.models import Attachment
from tongzhuo.notices.actions import tell
from tongzhuo.people.models import ContactWay
from tongzhuo.people.states import Way
from tongzhuo.planning import actions as plans

pytestmark = pytest.mark.django_db

EVERYONE = {
    "look:system", "resources:offers", "resources:offer", "needs:ask", "needs:look", "needs:received",
    "organisations:people", "organisations:organisation", "web:home", "web:places", "web:community", "web:needs",
    "web:need",
    "account_login", "account_logout", "account_confirm_login_code", "account_inactive", "web:welcome", "web:messages",
    "web:demo-sign-in", "look:preferences", "resources:new", "organisations:found", "organisations:register",
}  # fmt: skip
# What follows belongs to somebody: a signed-in person's own, a keeper's desk, a party's answer, an office's records.
SOMEBODYS = {
    "notices": {"notices", "all-seen", "by-email", "open"},
    "resources": {"edit", "withdraw", "put-back"},
    "needs": {
        "unsent-file", "write-down", "inbox", "triage", "keep-apart", "take-case", "private", "confirm",
        "change-asks", "file", "refer", "decline", "sleep", "merge", "withdraw", "unmet", "reopen",
    },
    "organisations": {
        "person", "edit-person", "add-way", "remove-way", "times", "skills", "prove", "drop-check", "agree", "withdraw",
        "join-records", "name-guardian", "end-guardian", "edit-organisation", "declare", "join", "give", "leave", "end",
        "me", "act-for",
    },
    "linkages": {
        "draw", "send", "send-now", "take-back", "invitations", "invitation", "accept", "decline", "withdraw",
        "remove", "restore", "pin", "swap", "sit-down",
    },
    "planning": {"plan", "run", "stop", "again", "why"},
}  # fmt: skip
# An outsider has notices, seats, a record and an inbox of her own; these addresses show hers.
OWN_OF_ANYBODY = {
    "notices:notices", "notices:all-seen", "notices:by-email", "needs:inbox", "needs:write-down",
    "linkages:invitations",
    "organisations:me", "organisations:act-for",
}  # fmt: skip
SECRETS = ("6号楼5层", "139 5555 0199", "血压高", "3-1-402", "电梯一修")
REFUSED = {302, 400, 403, 404, 405, 409, 422}


def addresses(patterns, space=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{space}{pattern.name}", pattern.pattern.converters


ALL = dict(addresses(get_resolver().url_patterns))
KNOWN = EVERYONE | {f"{room}:{name}" for room, names in SOMEBODYS.items() for name in names}


@pytest.fixture
def scene(cast):
    """A need under way with something private in it, and one of each thing that an address can be about."""
    ContactWay.objects.create(person=cast.guo, way=Way.PHONE, value="139 5555 0199")
    need = story.linked(cast)
    need.private_part = "血压高"
    need.save()
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    notice = tell(
        to=cast.liu, kind="link.asked", about=f"need:{need.code}", key="one", what="x", starts=None, where="y", why="z"
    )
    spoken = Attachment.objects.create(need=need, kind="audio", file="needs/none.webm")
    mandate = cast.nuan.mandates.get()
    return {
        "needs": need.code, "web": need.code, "linkages": need.code, "link": story.of(need, "刘芳").code,
        "resources": cast.chair_offer.code, "notices": notice.code, "file": spoken.code,
        "person": cast.guo.code, "organisation": cast.doorstep.code, "mandate": mandate.code,
        "membership": cast.nuan.memberships.get().code,
        "planning": plans.request_plan(by=cast.as_("chen"), place=cast.willow).run.code,
        "plan": need.planned.get().plan.code,
    }  # fmt: skip


OF_A_NEED = {"draw", "send", "send-now", "take-back", "sit-down"}
OF_A_BODY = {"organisation", "edit-organisation", "declare", "join", "give"}


def code_for(name, scene):
    room, _, own = name.partition(":")
    if room == "linkages" and own not in OF_A_NEED:
        return scene["link"]
    if room == "organisations":
        kind = "organisation" if own in OF_A_BODY else {"leave": "membership", "end": "mandate"}.get(own, "person")
        return scene[kind]
    return scene[{"planning:plan": "plan", "planning:why": "needs"}.get(name, room)]


def address(name, scene):
    values = {"path": "cn/99/01/05/001", "pk": 1, "name": "x", "slug": "home-visit", "purpose": "be_asked"}
    values |= {"file": scene["file"]}
    if "code" in ALL[name]:
        values["code"] = code_for(name, scene)
    return reverse(name, kwargs={key: values[key] for key in ALL[name]})


def test_every_address_says_who_may_open_it():
    assert sorted(ALL) == sorted(KNOWN)


@pytest.mark.parametrize("name", sorted(KNOWN))
@pytest.mark.parametrize("who", ["outsider", None])
def test_nothing_private_is_shown_and_nothing_is_written(client, cast, scene, name, who):
    if who:
        client.force_login(cast.account(who))
    before = Line.objects.count()
    seen, pressed = client.get(address(name, scene)), client.post(address(name, scene))
    told = seen.content.decode(errors="ignore") + pressed.content.decode(errors="ignore")
    assert [secret for secret in SECRETS if secret in told] == []
    if name not in EVERYONE and (who is None or name not in OWN_OF_ANYBODY):
        assert Line.objects.count() == before
        assert {seen.status_code, pressed.status_code} <= REFUSED
