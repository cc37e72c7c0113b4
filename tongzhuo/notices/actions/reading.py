"""What people saw of what they were told, and what they answered."""

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.notices import rules
from tongzhuo.notices.models import Notice, Question
from tongzhuo.notices.queries import notices_visible_to


@transaction.atomic
def mark_seen(*, by: Viewer, notice: Notice) -> Notice:
    notice = Notice.objects.select_for_update(of=("self",)).select_related("to__home").get(pk=notice.pk)
    require(rules.may_mark_seen(by, notice, at=now()))
    if notice.seen_at is None:
        _see(notice)
        record(by=by, did="notice.seen", on=notice, path=notice.to.home.path)
    return notice


@transaction.atomic
def mark_all_seen(*, by: Viewer) -> int:
    """How many were marked."""
    unseen = notices_visible_to(by).filter(seen_at=None)
    first = unseen.first()
    if first is None:
        return 0
    require(rules.may_mark_seen(by, first, at=now()))
    marked = Notice.objects.filter(pk__in=list(unseen.values_list("pk", flat=True))).update(seen_at=now())
    record(by=by, did="notice.all_seen", on=first.to, path=first.to.home.path, marked=marked)
    return marked


@transaction.atomic
def answer_question(*, by: Viewer, question: Question, answer: str, how: str = "here") -> Question:
    """A yes may become a no until it begins. The same answer twice is one answer. `how`: "here" or "link"."""
    held = Question.objects.select_for_update(of=("self",)).select_related("notice__to__home")
    question = held.get(pk=question.pk)
    notice = question.notice
    require(rules.may_answer(by, question, answer=answer, at=now()))
    if question.answer == answer:
        return question
    question.answer, question.answered_at = answer, now()
    question.save(update_fields=["answer", "answered_at"])
    if notice.seen_at is None:
        _see(notice)
    record(
        by=by, did="question.answered", on=question, path=notice.to.home.path,
        about=notice.about, to=notice.to.code, answer=answer, how=how,
    )  # fmt: skip
    return question


def _see(notice: Notice) -> None:
    notice.seen_at = now()
    notice.save(update_fields=["seen_at"])
