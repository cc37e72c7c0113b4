"""Learning words. Learning the same words again changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.vocabulary import rules
from tongzhuo.vocabulary.defaults import Word, default_words
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf


@dataclass
class Learned:
    """What came of it, as slugs."""

    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)


@transaction.atomic
def learn_terms(*, by: Viewer, terms: Iterable[Word] | None = None) -> Learned:
    """Make the words that are missing and mend those that differ; `terms` are the default words when left out."""
    require(rules.may_learn_terms(by, at=now()))
    known = {(term.shelf, term.slug): term for term in Term.objects.select_for_update()}
    learned, last = Learned(), None
    for word in default_words() if terms is None else terms:
        base = known[Shelf.UNIT, word.base] if word.base else None
        facts = {
            "name_zh": word.name_zh,
            "name_en": word.name_en,
            "aliases": list(word.aliases),
            "base": base,
            "factor": word.factor,
        }
        term = known.get((word.shelf, word.slug))
        if term is None:
            known[word.shelf, word.slug] = last = Term.objects.create(shelf=word.shelf, slug=word.slug, **facts)
            learned.made.append(word.slug)
        elif any(getattr(term, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(term, name, value)
            term.save(update_fields=[*facts])
            last = term
            learned.changed.append(word.slug)
        else:
            learned.same.append(word.slug)
    if last is not None:
        record(by=by, did="vocabulary.learned", on=last, made=learned.made, changed=learned.changed)
    return learned
