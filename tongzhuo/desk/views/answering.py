"""The short answers, each on a page of its own with the person's words above it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tongzhuo.desk.forms.answers import (
    AnswerForm,
    DeclineForm,
    MergeForm,
    ReferForm,
    ReopenForm,
    SleepForm,
    UnmetForm,
    WithdrawForm,
)
from tongzhuo.desk.forms.fields import posted
from tongzhuo.kernel.verdicts import Refused, Verdict, require
from tongzhuo.needs import actions, rules
from tongzhuo.needs.models import Need
from tongzhuo.needs.queries import need_as_seen, needs_visible_to
from tongzhuo.needs.states import State
from tongzhuo.organisations.requests import Request


@dataclass(frozen=True)
class Answer:
    """One kind of answer: its form, its action, whether it may be given, and its words."""

    form: type[AnswerForm]
    act: Callable[..., Need]
    allowed: Callable[..., Verdict]
    heading: Any
    lead: Any
    button: Any
    done: Any


ANSWERS = {
    "refer": Answer(
        ReferForm,
        actions.refer_need,
        lambda by, need, at: rules.may_refer_need(by, need, asked=True, at=at),
        _("Who can help better?"),
        _("The person is told who takes care of it and why."),
        _("Refer on"),
        _("Referred on. The person hears of it."),
    ),
    "decline": Answer(
        DeclineForm,
        actions.decline_need,
        lambda by, need, at: rules.may_decline_need(by, need, asked=True, at=at),
        _("We cannot take this one on"),
        _("An honest no with a reason is an answer too."),
        _("Decline"),
        _("Answered. The person hears of it."),
    ),
    "sleep": Answer(
        SleepForm,
        actions.sleep_need,
        lambda by, need, at: rules.may_sleep_need(by, need, at=at),
        _("Sleep until…"),
        _("It leaves the inbox until then. The promised time stays what it was."),
        _("Let it sleep"),
        _("It sleeps until then."),
    ),
    "merge": Answer(
        MergeForm,
        actions.merge_need,
        lambda by, need, at: rules.may_triage(by, need, at=at),
        _("Part of another need?"),
        _("It goes on as part of the other one. The words stay as they were said."),
        _("Merge"),
        _("Merged. The person hears of it."),
    ),
    "withdraw": Answer(
        WithdrawForm,
        actions.withdraw_need,
        lambda by, need, at: rules.may_withdraw_need(by, need, at=at),
        _("No longer needed?"),
        _("Whoever said yes is told at once, with thanks."),
        _("Take the need back"),
        _("Taken back."),
    ),
    "unmet": Answer(
        UnmetForm,
        actions.end_unmet,
        lambda by, need, at: rules.may_end_unmet(by, need, asked=True, at=at),
        _("We did not manage this one"),
        _("We say so openly, with the reason. The next plan learns from it."),
        _("Say so"),
        _("It stands on the list as not met, with the reason."),
    ),
    "reopen": Answer(
        ReopenForm,
        actions.reopen_need,
        lambda by, need, at: rules.may_reopen_need(by, need, at=at),
        _("Open it again?"),
        _("It begins anew, with a new promise of an answer."),
        _("Open it again"),
        _("It is open again."),
    ),
}


@require_http_methods(["GET", "POST"])
def answer(request: Request, code: str, kind: str) -> HttpResponse:
    """The page of one answer; given, it leads back to the inbox or to the need."""
    found = get_object_or_404(needs_visible_to(request.viewer), code=code)
    asked = ANSWERS[kind]
    timezone.activate(found.place.time_zone)
    require(asked.allowed(request.viewer, found, at=now()))
    form = asked.form(posted(request), request=request, need=found, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid() and _given(request, found, asked, form):
        keeps = rules.keeps(request.viewer, found.place)
        return redirect("needs:inbox") if keeps and found.state == State.RAISED else redirect("web:need", code)
    return render(request, "desk/answer.html", {"need": found, "form": form, "answer": asked, **_told(request, found)})


def _given(request: Request, need: Need, asked: Answer, form: AnswerForm) -> bool:
    """Whether the action took it; a refusal stands beside its field, and nothing written is lost."""
    try:
        asked.act(by=request.viewer, need=need, **form.facts)
    except Refused as refused:
        field = refused.verdict.facts.get("field", "")
        form.add_error(field if field in form.fields else None, refused.verdict.reason)
        return False
    messages.success(request, asked.done)
    return True


def _told(request: Request, need: Need) -> dict[str, Any]:
    """The need, and the other one where two are compared."""
    other = needs_visible_to(request.viewer).filter(code=request.GET.get("into", "")).first()
    return {
        "seen": need_as_seen(request.viewer, need),
        "other": other and need_as_seen(request.viewer, other),
    }
