"""The engine's explanation in our terms: indices become words of the vocabulary, minutes dates, supplies parties.

What is kept is still codes and figures; `words` makes sentences of them in the language of the reader.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from tongzhuo.engine.instance import Instance
from tongzhuo.linkages.terms import Meanings
from tongzhuo.reasons.changes import Change
from tongzhuo.reasons.explain import Explanation, LeftOut, Reason, Vacancy
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf

Facts = dict[str, Any]
Names = dict[str, str]


class Teller:
    """Tells the parts of one explanation."""

    def __init__(self, told: Explanation, instance: Instance, meanings: Meanings) -> None:
        self.links = {(link.role, link.supply): link for link in told.links}
        self.vacancies = _by_need(told.vacancies)
        self.left_out = _by_need(told.left_out)
        self.meanings, self.epoch = meanings, date.fromisoformat(instance.epoch)
        party = instance.party_code[instance.supply_party]
        self.parties = dict(zip(instance.supply_code.tolist(), party.tolist(), strict=True))

    def reasons_of(self, role: str, supply: str) -> list[Facts]:
        """Why this party; then, for whoever keeps the table, who would come next and how many other seats want it."""
        link = self.links[role, supply]
        told = [self._reason(reason) for reason in link.reasons]
        if link.runner_up:
            told.append({"code": "next", "party": self.parties[link.runner_up], "margin": link.margin})
        return [*told, {"code": "wanted", "fact": link.wanted}] if link.wanted else told

    def vacancies_of(self, need: str) -> list[Facts]:
        return [self._vacancy(vacancy) for vacancy in self.vacancies.get(need, ())]

    def left_out_of(self, need: str) -> list[Facts]:
        return [self._left_out(one) for one in self.left_out.get(need, ())]

    def _reason(self, reason: Reason) -> Facts:
        match reason.what:
            case "skill":
                return {"code": "skill", "term": self._term(reason.fact)}
            case "cause":
                return {"code": "cause", "term": self._bit(Shelf.NEED_KIND, reason.fact)}
            case "language":
                return {"code": "language", "term": self._bit(Shelf.LANGUAGE, reason.fact)}
            case "welcome_language":
                return {"code": "language", "term": self._first_of(Shelf.LANGUAGE, reason.fact)}
        return {"code": reason.what, "fact": reason.fact}

    def _vacancy(self, vacancy: Vacancy) -> Facts:
        return {
            "occasion": vacancy.role,
            "missing": vacancy.missing,
            "short": vacancy.short,
            "pool": vacancy.pool,
            "seated": vacancy.seated,
            "funnel": [list(step) for step in vacancy.steps],
            "taken_by": [asdict(holder) for holder in vacancy.taken_by],
            "change": self._change(vacancy.change),
        }

    def _change(self, change: Change) -> Facts:
        told: Facts = {"what": change.what, "amount": change.amount}
        told["parties"] = [self.parties[code] for code in change.supplies]
        if change.what == "check":
            told["term"] = self._first_of(Shelf.CHECK, change.amount)
        elif change.what in ("language", "skill"):
            told["term"] = (
                self._bit(Shelf.LANGUAGE, change.amount) if change.what == "language" else self._term(change.amount)
            )
        elif change.what == "rest":
            told["day"] = self._day(change.amount)
        return told

    def _left_out(self, one: LeftOut) -> Facts:
        told: Facts = {"party": self.parties[one.supply], "why": one.why, "metres": one.metres}
        if one.why == "check_missing":
            told["term"] = self._first_of(Shelf.CHECK, one.fact)
        elif one.why == "resting":
            told["day"] = self._day(one.fact)
        return told

    def _day(self, minute: int) -> str:
        return (self.epoch + timedelta(minutes=minute)).isoformat()

    def _term(self, index: int) -> Names:
        key = self.meanings.of_index(index)
        return self._named(key) if isinstance(key, int) else {"zh": key, "en": key}

    def _bit(self, shelf: str, bit: int) -> Names:
        return self._named(self.meanings.of_bit(shelf, bit))

    def _first_of(self, shelf: str, mask: int) -> Names:
        """The first word of a bit mask."""
        return self._bit(shelf, (mask & -mask).bit_length() - 1)

    def _named(self, term_id: int | None) -> Names:
        term: Term | None = self.meanings.known.get(term_id or 0)
        return (
            {"zh": term.name_zh or term.name_en, "en": term.name_en or term.name_zh} if term else {"zh": "", "en": ""}
        )


def _by_need(told: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for one in told:
        found.setdefault(one.need, []).append(one)
    return found
