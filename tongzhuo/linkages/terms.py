"""The engine's terms: an index for every word of the vocabulary, and one for every text that has no word yet."""

from collections.abc import Iterable
from dataclasses import dataclass

from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf

MOST_BITS = 62


class Words:
    """Indices are given in the order in which words are first met. Asking for a wider word finds the narrower ones."""

    def __init__(self, terms: Iterable[Term]) -> None:
        known = sorted(terms, key=lambda term: (term.shelf, term.slug))
        self.known = {term.pk: term for term in known}
        self._parents = {term.pk: term.parent_id for term in known}
        self._bits: dict[str, dict[int, int]] = {}
        for term in known:
            if term.shelf in (Shelf.LANGUAGE, Shelf.CHECK, Shelf.NEED_KIND):
                shelf = self._bits.setdefault(term.shelf, {})
                shelf[term.pk] = len(shelf)
        self._indices: dict[int | str, int] = {}

    def meanings(self) -> "Meanings":
        """The way back from the engine's indices and bits."""
        return Meanings(list(self._indices), {shelf: list(bits) for shelf, bits in self._bits.items()}, self.known)

    def index(self, term_id: int | None, text: str = "") -> int:
        """The index of a term, or of a text where there is none; -1 when nothing was said."""
        key = term_id if term_id is not None else text.strip().casefold()
        return -1 if key == "" else self._indices.setdefault(key, len(self._indices))

    def with_wider(self, term_id: int | None, text: str = "") -> list[int]:
        """The indices that something called this answers to."""
        found = [self.index(term_id, text)]
        while term_id is not None and (term_id := self._parents.get(term_id)) is not None:
            found.append(self.index(term_id))
        return [index for index in found if index >= 0]

    def bit(self, shelf: str, term_id: int | None) -> int:
        """The place of a language, check or kind of need in a bit mask, or -1."""
        place = self._bits.get(shelf, {}).get(term_id or -1, -1)
        return place if place < MOST_BITS else -1

    def mask(self, shelf: str, term_ids: Iterable[int]) -> int:
        return sum(1 << bit for bit in {self.bit(shelf, pk) for pk in term_ids} if bit >= 0)

    def all_of(self, shelf: str) -> int:
        """Every bit of a shelf: an organisation sends somebody who fits."""
        return (1 << min(len(self._bits.get(shelf, {})), MOST_BITS)) - 1


@dataclass(frozen=True)
class Meanings:
    """What an index or a bit of a question stands for: `terms` by index (the key of a term, or a text), `bits` the keys
    of each shelf by their place in a mask. Kept beside the question, since words come and go."""

    terms: list[int | str]
    bits: dict[str, list[int]]
    known: dict[int, Term]

    @classmethod
    def of_kept(cls, terms: list[int | str], bits: dict[str, list[int]]) -> "Meanings":
        keys = {key for key in terms if isinstance(key, int)}.union(*bits.values())
        return cls(terms, bits, Term.objects.in_bulk(keys))

    def of_index(self, index: int) -> int | str:
        return self.terms[index] if 0 <= index < len(self.terms) else ""

    def of_bit(self, shelf: str, bit: int) -> int | None:
        bits = self.bits.get(shelf, [])
        return bits[bit] if 0 <= bit < len(bits) else None
