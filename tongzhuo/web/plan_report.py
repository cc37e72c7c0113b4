"""A plan for the command line: rows for people, JSON for programs."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from tongzhuo.linkages.drafts import Draft
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.words import reasons_of
from tongzhuo.needs.asked import asked_words
from tongzhuo.needs.models import Occasion
from tongzhuo.web.vacancies import change_words, funnel_words


def as_table(draft: Draft, *, most: int) -> Iterator[str]:
    """One line for each link, then one for each vacancy; `most` lines of each."""
    for link in draft.links[:most]:
        why = " ".join(reasons_of(link))
        yield f"+ {link.need.shown_title} | {asked_words(link.occasion.ask, link.quantity)} | {link.party_name} | {why}"
    vacancies = [(planned, one) for planned in draft.planned for one in planned.vacancies]
    for planned, one in vacancies[:most]:
        occasion = draft.occasions[one["occasion"]]
        change = change_words(occasion.ask, one.get("change"), draft.names)
        why = " ".join([*funnel_words(occasion.ask, one), change])
        yield f"- {planned.need.shown_title} | {asked_words(occasion.ask, occasion.quantity)} | {why}"
    left = max(0, len(draft.links) - most) + max(0, len(vacancies) - most)
    if left:
        yield _("… and %(n)d more rows in the JSON file.") % {"n": left}


def summary(draft: Draft) -> str:
    """How many needs, links and vacancies, and how good the plan is proven to be."""
    vacancies = sum(len(planned.vacancies) for planned in draft.planned)
    whole = sum(planned.is_whole for planned in draft.planned)
    return _(
        "%(needs)d needs, %(whole)d complete; %(links)d links, %(vacancies)d vacancies. "
        "Value %(value).0f, proven bound %(bound).0f: at most %(gap)s %% better exists."
    ) % {
        "needs": len(draft.needs),
        "whole": whole,
        "links": len(draft.links),
        "vacancies": vacancies,
        "value": draft.plan.value,
        "bound": draft.plan.bound,
        "gap": draft.plan.gap_percent,
    }


def as_json(draft: Draft) -> dict[str, Any]:
    """Everything by public code, with the reasons as the engine gave them."""
    plan = draft.plan
    return {
        "place": plan.place.path,
        "input_hash": plan.input_hash,
        "engine": plan.engine_version,
        "value": plan.value,
        "bound": plan.bound,
        "gap": plan.gap,
        "stopped_by": plan.stopped_by,
        "considered": plan.considered,
        "links": [_link(link) for link in draft.links],
        "vacancies": [
            {"need": planned.need.code, **vacancy, "ask": _ask(draft.occasions[vacancy["occasion"]])}
            for planned in draft.planned
            for vacancy in planned.vacancies
        ],
        "left_out": [{"need": planned.need.code, **entry} for planned in draft.planned for entry in planned.left_out],
    }


def _link(link: Link) -> dict[str, Any]:
    return {
        "need": link.need.code,
        "occasion": link.occasion.code,
        "ask": _ask(link.occasion),
        "party": link.party.code,
        "party_name": link.party_name,
        "offer": link.offer.code if link.offer else None,
        "quantity": link.quantity,
        "starts": link.starts.isoformat() if link.starts else None,
        "ends": link.ends.isoformat() if link.ends else None,
        "reasons": link.reasons,
    }


def _ask(occasion: Occasion) -> dict[str, Any]:
    return {"kind": occasion.ask.kind, "what": occasion.ask.what_name, "quantity": occasion.quantity}
