"""Needs come in and are answered, through the same actions that pages call."""

from collections.abc import Callable
from typing import Any

from tongzhuo.kernel.viewer import NOBODY, Viewer
from tongzhuo.needs import actions
from tongzhuo.needs.drafts import AskDraft, ConsentNote
from tongzhuo.people.states import HowAgreed
from tongzhuo.sample.saying import amount_of, when_of
from tongzhuo.sample.scene import Scene
from tongzhuo.sample.schedule import WEEKS
from tongzhuo.sample.tales import Tale, need_of
from tongzhuo.vocabulary.states import Shelf

OWN = ("web", "spoken", "photo")


def raise_it(scene: Scene, tale: Tale) -> None:
    told, agreed = tale.told, None
    if tale.came not in OWN and tale.person is not None:
        how = HowAgreed.PAPER if tale.came == "paper" else HowAgreed.ALOUD
        agreed = ConsentNote(how=how, given_on=scene.clock.moment.date(), given_to=scene.desk(tale.place).name)
    tale.need = actions.raise_need(
        by=_who(scene, tale),
        place=tale.place,
        words=told["words"],
        title=told["title"],
        title_en=told["title_en"],
        came_by=tale.came,
        raised_for=tale.person,
        helped_as=told.get("helped", ""),
        contact_note="" if tale.person else _how_to_reach(scene, tale),
        kind=scene.term(Shelf.NEED_KIND, tale.kind),
        urgency=tale.urgency,
        size=tale.size,
        spot=told.get("spot", ""),
        private_part=told.get("private", ""),
        consent=agreed,
        common=tale.common,
        delegates=tale.delegates,
        answer_by=tale.answer_by,
    )


def confirm(scene: Scene, tale: Tale) -> None:
    need, by = need_of(tale), scene.desk(tale.place)
    drafts = drafts_of(scene, tale)
    days = [day for draft in drafts for day in (draft.starts_on, draft.ends_on) if day]
    starts = [draft.starts_on for draft in drafts if draft.starts_on]
    tale.need = actions.confirm_need(
        by=by,
        need=need,
        title=need.title,
        asks=drafts,
        summary=tale.told.get("summary"),
        starts_on=min(starts, default=None),
        ends_on=max(days, default=None) if starts else None,
    )
    if tale.case is not None:
        actions.take_case(by=scene.as_(tale.case), need=need, worker=tale.case)


def merge(scene: Scene, tale: Tale) -> None:
    assert tale.into is not None
    actions.merge_need(by=scene.desk(tale.place), need=need_of(tale), into=need_of(tale.into))


def refer(scene: Scene, tale: Tale) -> None:
    told = tale.told
    actions.refer_need(by=scene.desk(tale.place), need=need_of(tale), to=told["to"], reason=told["reason"])


def decline(scene: Scene, tale: Tale) -> None:
    actions.decline_need(by=scene.desk(tale.place), need=need_of(tale), reason=tale.told["reason"])


# What the office answers to some; the others are confirmed.
ANSWERS: dict[str, Callable[[Scene, Tale], Any]] = {"merged": merge, "elsewhere": refer, "beyond": decline}


def _who(scene: Scene, tale: Tale) -> Viewer:
    """Whoever asks for themselves does so signed in or not; for the others the desk writes."""
    if tale.came not in OWN:
        return scene.desk(tale.place)
    own = tale.person or next(iter(tale.delegates), None)
    return scene.as_(own) if own else NOBODY


def _how_to_reach(scene: Scene, tale: Tale) -> str:
    if tale.came == "paper":
        return ""
    return f"135 0000 {scene.dice.randrange(10000):04}" if tale.came in OWN else "在居委会当面说的"


def drafts_of(scene: Scene, tale: Tale) -> list[AskDraft]:
    """The lines that its table asks for."""
    return [_draft(scene, tale, row) for row in tale.asks]


def _draft(scene: Scene, tale: Tale, row: dict[str, Any]) -> AskDraft:
    assert tale.day is not None
    amount = amount_of(scene, row, tale.size)
    return AskDraft(
        **amount,
        **when_of(row["when"], tale.day, weeks=WEEKS.get(tale.fate)),
        at_least=row.get("least", amount["quantity"]),
        language=scene.term(Shelf.LANGUAGE, row["language"]) if "language" in row else None,
        checks=tuple(scene.term(Shelf.CHECK, slug) for slug in row.get("checks", ())),
    )
