"""An account every three months: due, reminded of, late, published as the book says, and kept as it was."""

import datetime as dt
import json
import os
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.cast import at
from tongzhuo.funds import actions, queries, rules
from tongzhuo.funds.printing import pdf_of
from tongzhuo.funds.states import DisclosureKind
from tongzhuo.funds.sweeping import remind_of_disclosures
from tongzhuo.funds.tests import story
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.ledger import actions as book
from tongzhuo.ledger.models import Transaction
from tongzhuo.notices.models import Notice

pytestmark = pytest.mark.django_db
SCHEMA = Path(os.environ.get("TONGZHUO_DATA") or "/nowhere") / "360giving_schema"


@pytest.fixture
def clock():
    with time_machine.travel(at("2026-01-05 09:00"), tick=False) as moving:
        yield moving


def year(cast, clock):
    """A receipt, a grant that is paid and partly spent; on the next day it can be accounted for."""
    fund = story.running(cast)
    story.received(cast, fund)
    grant = story.decided(cast, story.applied(cast, fund), "for", "for", "aside", "for", "against")
    story.paid(cast, grant, 120_000)
    story.spent(cast, grant, 45_000)
    clock.shift(dt.timedelta(days=1))
    return fund, grant


def published(cast, fund, by="bai"):
    return actions.publish_disclosure(by=cast.as_(by), fund=fund)


def test_the_figures_are_those_of_the_book(cast, clock):
    fund, grant = year(cast, clock)
    made = published(cast, fund)
    assert (made.kind, made.since, made.until) == ("quarter", dt.date(2026, 1, 5), dt.date(2026, 1, 5))
    assert (made.due_on, made.is_late, made.is_as_published) == (dt.date(2026, 4, 5), False, True)
    told = made.figures
    assert (told["opening"], told["closing"], told["with_projects"], told["other"]) == (0, 280_000, 75_000, 0)
    assert told["received"] == [{"purpose": [], "amount": 400_000}]
    assert [(row["code"], row["paid"], row["returned"], row["spent"]) for row in told["grants"]] == [
        (grant.code, 120_000, 0, 45_000)
    ]
    assert told["decisions"][0]["votes"] == {"for": 3, "against": 1, "abstained": 0, "aside": 1}
    assert len(told["committee"]) == 5
    assert "梁先生" not in json.dumps(told, ensure_ascii=False)


def test_what_was_published_stays_and_what_is_changed_is_seen(cast, clock):
    fund, _grant = year(cast, clock)
    made = published(cast, fund)
    receipt = queries.receipts_of(fund).get()
    story.received(cast, fund, 5_000, number="2")
    made.refresh_from_db()
    assert (made.figures["closing"], made.is_as_published) == (280_000, True)
    clock.shift(dt.timedelta(days=1))
    after = published(cast, fund)
    assert (after.since, after.figures["opening"], after.figures["closing"]) == (dt.date(2026, 1, 6), 280_000, 285_000)
    with pytest.raises(Refused) as refused:
        book.reverse(Transaction.objects.get(code=receipt.posted), by=cast.as_("bai"), reason="写错了")
    assert refused.value.verdict.code == "too_much"
    made.figures["closing"] = 1
    assert made.is_as_published is False


def test_who_may_publish_and_when(cast, clock):
    fund = story.running(cast)
    due, today = queries.due_of(fund), queries.today_of(fund)
    assert rules.may_publish(cast.as_("bai"), fund, due, today=today).code == "nothing_yet"
    later = today + dt.timedelta(days=1)
    assert [bool(rules.may_publish(cast.as_(who), fund, due, today=later)) for who in ("bai", "chen", "zhao")] == [
        True
    ] * 3
    for who in ("nuan", "liu", "outsider", "gao", None):
        assert rules.may_publish(cast.as_(who), fund, due, today=later).code == "not_host"
    assert rules.may_publish(cast.as_("bai"), fund, None, today=later).code == "nothing_due"


def test_minutes_are_not_written_into_a_time_already_accounted_for(cast, clock):
    fund, _grant = year(cast, clock)
    second = story.applied(cast, fund, 1_000)
    published(cast, fund)
    with pytest.raises(Refused) as refused:
        story.decided(cast, second, on=dt.date(2026, 1, 5))
    assert refused.value.verdict.code == "disclosed_already"


def test_it_is_reminded_of_once_before_and_once_when_late(cast, clock):
    fund = story.running(cast)
    told = {"about": fund.about, "kind__startswith": "fund."}
    clock.move_to(at("2026-03-22 09:00"))
    assert (remind_of_disclosures(), Notice.objects.filter(**told).count()) == (0, 0)
    clock.move_to(at("2026-03-23 09:00"))
    for _twice in range(2):
        assert remind_of_disclosures() == 1
    first = set(Notice.objects.filter(**told).values_list("kind", "to"))
    assert first == {("fund.due", cast.bai.pk), ("fund.due", cast.chen.pk)}
    clock.move_to(at("2026-04-06 09:00"))
    remind_of_disclosures()
    assert Notice.objects.filter(**told, kind="fund.late").count() == 2
    assert published(cast, fund).is_late is True
    assert remind_of_disclosures() == 0


def test_the_full_account_within_three_months_of_the_end(cast, clock):
    fund, grant = year(cast, clock)
    published(cast, fund)
    actions.settle_grant(by=cast.as_("bei"), application=grant)
    fund = actions.end_fund(by=cast.as_("chen"), fund=fund)
    due = queries.due_of(fund)
    assert (due.kind, due.since, due.on) == (DisclosureKind.FULL, dt.date(2026, 1, 5), dt.date(2026, 4, 6))
    with pytest.raises(Refused):
        published(cast, fund)
    clock.shift(dt.timedelta(days=1))
    made = published(cast, fund)
    told = made.figures
    assert (made.kind, told["opening"], told["closing"], told["with_projects"]) == ("full", 0, 355_000, 0)
    assert [(row["paid"], row["returned"], row["spent"]) for row in told["grants"]] == [(120_000, 75_000, 45_000)]
    assert queries.due_of(fund) is None


@pytest.mark.parametrize(
    ("day", "after"),
    [
        ("2026-01-05", "2026-04-05"),
        ("2025-11-30", "2026-02-28"),
        ("2026-09-30", "2026-12-30"),
        ("2026-12-01", "2027-03-01"),
    ],
)
def test_three_months_later(day, after):
    assert queries.months_after(dt.date.fromisoformat(day)) == dt.date.fromisoformat(after)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_is_printed(cast, clock, language):
    from django.utils.translation import override

    fund, _grant = year(cast, clock)
    made = published(cast, fund)
    with override(language):
        assert pdf_of(made)[:5] == b"%PDF-"


def validator() -> Draft202012Validator:
    whole, grant = (
        json.loads((SCHEMA / f"360-giving-{name}.json").read_text()) for name in ("package-schema", "schema")
    )
    asked = whole["properties"]["grants"]["items"]["$ref"]  # it names the version before its own
    registry = Registry().with_resources([(asked, DRAFT202012.create_resource(grant))])
    return Draft202012Validator(whole, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.skipif(
    not SCHEMA.is_dir(), reason="TONGZHUO_DATA is not set: grants are not validated by the schema of 360Giving"
)
def test_the_grants_fit_the_published_schema(cast, clock, tmp_path):
    fund, grant = year(cast, clock)
    file = tmp_path / "grants.json"
    call_command("fund", "--grants", str(file), "--fund", fund.shown_code)
    told = json.loads(file.read_text(encoding="utf-8"))
    validator().validate(told)
    one = told["grants"][0]
    assert (one["id"], one["amountAwarded"], one["amountDisbursed"]) == (f"360G-tongzhuo-{grant.code}", 2000, 1200)
    assert (one["awardDate"], one["recipientOrganization"][0]["name"]) == ("2026-01-05", "北辰食品")
    del one["awardDate"]
    with pytest.raises(ValidationError):
        validator().validate(told)


def test_the_command_says_what_is_missing(cast, clock, tmp_path):
    story.running(cast)
    with pytest.raises(CommandError, match="Nothing was granted yet"):
        call_command("fund", "--grants", str(tmp_path / "none.json"))
    with pytest.raises(CommandError, match="There is no fund"):
        call_command("fund", "--grants", str(tmp_path / "none.json"), "--fund", "nothing")
