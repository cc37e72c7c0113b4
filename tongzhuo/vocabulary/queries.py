"""Finding a word: by its shelf, by its slug, by any way of writing it."""

from collections.abc import Iterable

from django.db.models import QuerySet

from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf


def terms_on(shelf: str) -> QuerySet[Term]:
    """The words in use on one shelf, in the order of their slugs."""
    return Term.objects.filter(shelf=shelf, retired=False).select_related("base")


def unit_of(term: Term | None) -> Term | None:
    """The unit an item is counted in, the base of a unit, or the unit itself."""
    if term is None:
        return None
    return term.base or (term if term.shelf == Shelf.UNIT else None)


def unit(slug: str) -> Term:
    """A unit by its slug: `unit("fen")`. Raises Term.DoesNotExist."""
    return Term.objects.select_related("base").get(shelf=Shelf.UNIT, slug=slug)


class WordFinder:
    """All the ways of writing the words of a shelf, read once: for files with many rows."""

    def __init__(self, shelf: str, terms: Iterable[Term] | None = None) -> None:
        self._known: dict[str, Term] = {}
        for term in terms_on(shelf) if terms is None else terms:
            for text in (term.slug, term.name_zh, term.name_en, *term.aliases):
                if text:
                    self._known.setdefault(_folded(text), term)

    def find(self, text: str) -> Term | None:
        return self._known.get(_folded(text))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
