"""Every address of the house, asked by whoever has no business there: nothing private shown, nothing written.

The owner, the colleague and each role have their own tests in the rooms; here nobody may be forgotten:
a new address fails until it says below who may open it.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.timezone import now

from tests import scenes
from tongzhuo.certificates.actions import issue_certificate
from tongzhuo.kernel.models import Line
from tongzhuo.linkages import actions
from tongzhuo.linkages.tests import story
from tongzhuo.needs.models import Attachment
from tongzhuo.notices.actions import agree_to_channel, ask_still_coming, tell, tell_urgently
from tongzhuo.notices.models import Sending
from tongzhuo.notices.states import Passage
from tongzhuo.outcomes.tests.story import claimed
from tongzhuo.people.models import ContactWay, Person
from tongzhuo.people.states import Way
from tongzhuo.planning import actions as plans
from tongzhuo.records.actions import confirm_record, enter_later
from tongzhuo.records.tests.story import late_entry
from tongzhuo.service.actions import announce_shift
from tongzhuo.service.models import Shift
from tongzhuo.turnout.tests.story import weekly

pytestmark = pytest.mark.django_db

EVERYONE = {
    "look:system", "resources:offers", "resources:offer", "needs:ask", "needs:look", "needs:received",
    "organisations:people", "organisations:organisation", "web:home", "web:places", "web:community", "web:needs",
    "web:need", "service:shifts", "service:shift",
    "account_login", "account_logout", "account_confirm_login_code", "account_inactive", "web:welcome", "web:messages",
    "web:demo-sign-in", "look:preferences", "resources:new", "organisations:found", "organisations:register",
    "seals:did", "seals:status",
    "outcomes:by-slip", "look:worker", "look:manifest", "look:offline", "certificates:check", "certificates:check-any",
    "rota:project", "records:here", "honours:stars", "honours:star", "gifts:find", "gifts:trace", "gifts:photo-file",
    "wishes:wishes", "wishes:wish", "funds:funds", "funds:fund", "funds:disclosure", "funds:paper",
}  # fmt: skip
# What follows belongs to somebody: a signed-in person's own, a keeper's desk, a party's answer, an office's records.
SOMEBODYS = {
    "notices": {
        "notices", "all-seen", "open", "reach", "agree", "confirm", "leave", "undelivered", "send-again", "call",
        "question", "answer",
    },
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
        "remove", "restore", "pin", "swap", "sit-down", "one-tap",
    },
    "planning": {"plan", "run", "stop", "again", "why"},
    "outcomes": {"claim", "waiting", "outcome", "write", "take-back", "slip", "photo", "by-link"},
    "service": {
        "join", "wait", "confirm", "cancel", "commitments", "make-calendar", "revoke-calendar", "calendar", "guardian",
        "activities", "activity", "announce", "call-off", "series", "join-all", "leave-all",
    },
    "rota": {
        "projects", "new-project", "take-duty", "leave-duty", "new-activity", "edit-activity", "cover", "again",
        "templates", "keep-template", "drop-template", "date", "series", "dates", "skip", "take-in", "go-on",
        "move", "resize", "bring-in", "bring-team", "name-measure", "measure", "correct-measurement",
    },
    "records": {
        "day", "close", "mine", "to-confirm", "look-at", "line", "second", "refuse", "correct",
        "pass", "shown", "scanner", "sheet-on-paper", "passes-on-paper", "presence", "keep",
        "later", "export",
    },
    "honours": {
        "mine", "of", "desk", "note-training", "correct-training", "accept", "note-award", "correct-award",
        "correct-evaluation", "evaluate", "give", "thank", "show", "keep", "take-back", "ask", "answer", "decline",
    },
    "credits": {"mine", "give", "wish", "office", "take-back", "decide"},
    "gifts": {
        "gifts", "new", "gift", "terms", "agree", "withdraw", "naming", "agreement", "label", "another-use", "photo",
        "receive", "use", "give-back", "answer-use", "take-down", "issue", "receipt", "hand-over", "answer-loss",
        "stores", "new-store", "store", "lot",
    },
    "wishes": {"words", "answer", "taken", "give-back"},
    "certificates": {"mine", "given", "everything", "certificate", "paper", "credential", "take-back"},
    "funds": {
        "propose", "leave", "name", "grant", "withdraw", "decide", "pay", "spend", "settle", "open-grants", "accept",
        "end", "seat", "budget", "receipt", "apply", "publish",
    },
    "ledger": {"accounts", "account", "transaction", "reverse", "close"},
    "companies": {
        "mine", "begin", "package", "write", "match", "propose", "look-out", "close", "offered", "days", "proposal",
        "accept", "decline", "take-back", "joining", "join", "pass",
    },
    "partners": {
        "went", "report", "report-pdf", "report-xlsx", "targets", "partnerships", "partnership", "answer", "goals",
        "end",
    },
}  # fmt: skip
# An outsider has notices, seats, a record and an inbox of her own; these addresses show hers.
OWN_OF_ANYBODY = {
    "notices:notices", "notices:all-seen", "notices:reach", "notices:undelivered",
    "needs:inbox", "needs:write-down",
    "linkages:invitations",
    "outcomes:waiting",
    "records:mine", "records:to-confirm", "records:pass", "records:keep",
    "honours:mine", "honours:desk", "honours:note-training", "honours:note-award", "honours:give",
    "credits:mine", "credits:give", "credits:wish", "credits:office",
    "certificates:mine", "certificates:given", "certificates:everything", "records:later", "records:export",
    "service:commitments", "service:make-calendar", "service:revoke-calendar", "service:activities", "service:join",
    "service:wait",
    "organisations:me", "organisations:act-for",
    "rota:projects", "rota:bring-team", "rota:new-project", "rota:templates",
    "ledger:accounts", "gifts:gifts", "gifts:new", "gifts:stores", "gifts:new-store", "funds:propose", "funds:apply",
    "companies:mine", "companies:offered", "partners:partnerships", "wishes:words",
}  # fmt: skip
SECRETS = ("刘奶奶的药", "110101199003070011", "电梯那次的话", "6号楼5层", "139 5555 0199", "血压高", "3-1-402")
SECRETS += ("电梯一修", "没有具名的梁先生")
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
def scene(cast, settings):
    """A need under way with something private in it, and one of each thing that an address can be about."""
    ContactWay.objects.create(person=cast.guo, way=Way.PHONE, value="139 5555 0199")
    need = story.linked(cast)
    need.private_part = "血压高"
    need.save()
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    notice = tell(
        to=cast.liu, kind="link.asked", about=f"need:{need.code}", key="one", what="x", starts=None, where="y", why="z"
    )
    agree_to_channel(by=cast.as_("liu"), person=cast.liu)
    heard = {"to": cast.liu, "about": "signup:1", "what": "电梯一修", "ask_at": now()}
    question = ask_still_coming(starts=now() + timedelta(days=1), zone="Asia/Shanghai", **heard)
    Sending.objects.update(state=Passage.FAILED)
    heard = {"about": "shift:1", "act": "one", "place": cast.willow, "what": "电梯一修"}
    call = tell_urgently(to=[cast.liu], kind="shift.cancelled", by=cast.as_("nuan"), **heard)
    spoken = Attachment.objects.create(need=need, kind="audio", file="needs/none.webm")
    shift = announce_shift(by=cast.as_("chen"), shift=Shift.objects.first())
    an_hour = {"starts": now() - timedelta(hours=2), "ends": now() - timedelta(hours=1), "minutes": 60}
    hours = enter_later(by=cast.as_("chen"), entry=late_entry(cast, activity_name="电梯一修", **an_hour))
    certified = confirm_record(
        by=cast.as_("zhao"),
        line=enter_later(by=cast.as_("chen"), entry=late_entry(cast, activity_name="电梯一修", **an_hour)),
    )
    days = {"since": certified.starts.date(), "until": certified.ends.date() + timedelta(days=1)}
    settings.TIME_CREDIT = True
    paper = issue_certificate(by=cast.as_("liu"), person=cast.liu, recorded_by=cast.office, language="zh", **days)
    Person.objects.filter(pk=cast.liu.pk).update(identity_number="110101199003070011")
    return {
        "needs": need.code, "web": need.code, "linkages": need.code, "link": story.of(need, "刘芳").code,
        "question": question.code, "sending": Sending.objects.earliest("pk").code, "call": call.code,
        "resources": cast.chair_offer.code, "notices": notice.code, "file": spoken.code,
        "person": cast.guo.code, "organisation": cast.doorstep.code, "mandate": cast.nuan.mandates.get().code,
        "membership": cast.nuan.memberships.get().code,
        "planning": plans.request_plan(by=cast.as_("chen"), place=cast.willow).run.code,
        "plan": need.planned.get().plan.code, "outcomes": claimed(cast).code,
        "service": shift.code, "sign-up": shift.sign_ups.first().code, "activity": shift.activity.code,
        "record": hours.code, "certificates": paper.code, "rota": shift.activity.project.code,
        "duty": shift.activity.project.duties.first().code, "series": weekly(cast, by_invitation=True).code,
        **scenes.beside_the_hours(cast, certified), **scenes.time_credit(cast, certified), **scenes.the_book(cast),
        **scenes.counting(cast, shift), **scenes.of_a_company(cast), **scenes.a_gift(cast),
        **scenes.a_wish(cast), **scenes.a_fund(cast),
    }  # fmt: skip


OF_A_NEED = {"draw", "send", "send-now", "take-back", "sit-down"}
OF_A_SHIFT = {"here", "day", "close", "scanner", "sheet-on-paper", "passes-on-paper"}
OF_A_BODY = {"organisation", "edit-organisation", "declare", "join", "give"}


# What an address is about, where its room does not say it.
ABOUT = {
    "service": {"confirm": "sign-up", "cancel": "sign-up", "activity": "activity"}
    | dict.fromkeys(("series", "join-all", "leave-all"), "series"),
    "notices": {"question": "question", "answer": "question", "send-again": "sending", "call": "call"},
    "organisations": {"leave": "membership", "end": "mandate"} | dict.fromkeys(OF_A_BODY, "organisation"),
    "linkages": dict.fromkeys(OF_A_NEED, "linkages"),
    "outcomes": {"claim": "needs"},
    "records": dict.fromkeys(OF_A_SHIFT, "service"),
    "planning": {"plan": "plan", "why": "needs"},
    "honours": dict.fromkeys(("star", "decline"), "rating")
    | dict.fromkeys(("correct-training", "accept"), "training")
    | {"answer": "objection", "correct-award": "award", "correct-evaluation": "evaluation", "thank": "needs"}
    | {"evaluate": "record", "of": "person"},
    "ledger": {"account": "account"},
    "wishes": {"answer": "word"} | dict.fromkeys(("taken", "give-back"), "taken"),
    "gifts": {
        "answer-use": "change",
        "take-down": "picture",
        "photo-file": "picture",
        "issue": "delivery",
        "receipt": "receipt",
        "hand-over": "hand-over",
        "answer-loss": "loss",
        "store": "store",
        "lot": "store",
    },
    "companies": dict.fromkeys(("proposal", "accept", "decline", "take-back", "joining"), "proposal"),
    "funds": dict.fromkeys(("grant", "withdraw", "decide", "pay", "spend", "settle"), "grant")
    | dict.fromkeys(("disclosure", "paper"), "disclosure")
    | {"name": "fund-receipt", "leave": "seat"},
    "rota": {"leave-duty": "duty", "measure": "measure", "correct-measurement": "figure"}
    | dict.fromkeys(("cover", "series", "edit-activity", "again", "keep-template", "drop-template", "date"), "activity")
    | dict.fromkeys(("dates", "skip", "take-in", "go-on"), "series")
    | dict.fromkeys(("bring-in", "bring-team", "move", "resize"), "service"),
}
ELSE = {"organisations": "person", "linkages": "link", "records": "record"}


def code_for(name, scene):
    room, _, own = name.partition(":")
    return scene[ABOUT.get(room, {}).get(own) or ELSE.get(room, room)]


def address(name, scene):
    values = {"path": "cn/99/01/05/001", "pk": 1, "name": "x", "slug": "home-visit", "purpose": "be_asked"}
    values |= {"file": scene["file"], "number": 0, "signature": "forged", "secret": "forged"}
    values |= {"lot": scene["lot"]}
    values |= {"token": "7K3MQ9XW2C.7K3MQ9XW2C:1:forged"}
    if "code" in ALL[name]:
        values["code"] = code_for(name, scene)
    return reverse(name, kwargs={key: values[key] for key in ALL[name]})


def test_every_address_says_who_may_open_it():
    assert sorted(ALL) == sorted(KNOWN)


@pytest.mark.parametrize("who", ["outsider", None])
def test_nothing_private_is_shown_and_nothing_is_written(client, cast, scene, who):
    account = cast.account(who) if who else None
    found = {name: _tried(client, name, address(name, scene), account) for name in sorted(KNOWN)}
    assert {name: faults for name, faults in found.items() if faults} == {}


def _tried(client, name, url, account):
    """What goes wrong when this address is looked at and pressed. Whatever happens is forgotten afterwards."""
    with transaction.atomic():
        if account:
            client.force_login(account)
        before = Line.objects.count()
        seen, pressed = client.get(url), client.post(url)
        told = "".join(response.getvalue().decode(errors="ignore") for response in (seen, pressed))
        faults = [secret for secret in SECRETS if secret in told]
        if name not in EVERYONE and (account is None or name not in OWN_OF_ANYBODY):
            written = Line.objects.count() - before
            faults += ["a line was written"] if written else []
            faults += sorted({seen.status_code, pressed.status_code} - REFUSED)
        transaction.set_rollback(True)
    return faults
