"""What the words of a file stand for: places, terms of the vocabulary, organisations. Each is looked up once."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Q
from django.utils.translation import gettext as _

from tongzhuo.kernel.codes import read_code
from tongzhuo.kernel.fields import subtree
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.people.queries import may_be_recorded
from tongzhuo.places.arrivals import arrive_roots
from tongzhuo.places.arriving import Arrived
from tongzhuo.places.models import Place
from tongzhuo.places.queries import place_at, place_by_code, place_called
from tongzhuo.tables.reading import Reading
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.queries import WordFinder

MOST_KEPT = 20_000
PATH = re.compile(r"/([a-z0-9]+(-[a-z0-9]+)*/)+")
Thing = TypeVar("Thing")


@dataclass
class Finder:
    """`root` is where rows without a place belong. `made` collects the places that had to be made."""

    by: Viewer
    source: str
    root: Place | None = None
    makes_places: bool = False
    arrived: Arrived = field(default_factory=Arrived)
    _places: dict[str, Place | None] = field(default_factory=dict)
    _parts: dict[str, Place | None] = field(default_factory=dict)
    _parties: dict[str, Organisation | None] = field(default_factory=dict)
    _people: dict[str, Person | None] = field(default_factory=dict)
    _words: dict[str, WordFinder] = field(default_factory=dict)

    def place(self, reading: Reading, name: str = "place", *, required: bool = True) -> Place | None:
        """The place of a row: a path, an official code, or a name under the root; the root itself when none is said."""
        text = reading.fields.get(name, "")
        if not text:
            if self.root is None and required:
                reading.fault(name, _("No place is said. Say with --place where such rows belong."))
            return self.root if required else None
        place = _kept(self._places, text, self._place)
        if place is None:
            reading.fault(name, _("No place with this code, path or name is known here."))
        return place

    def part(self, place: Place, name: str) -> Place:
        """The part of a place that bears this name, or the place itself when the tree has none."""
        found = (
            _kept(self._parts, f"{place.path} {name}", lambda _key: place_called(name, place.path)) if name else None
        )
        return found or place

    def term(self, reading: Reading, name: str, shelf: str) -> Term | None:
        text = reading.fields.get(name, "")
        term = self.word(shelf, text) if text else None
        if text and term is None:
            reading.fault(name, _("This word is not in the vocabulary."))
        return term

    def terms(self, reading: Reading, name: str, shelf: str) -> tuple[Term, ...]:
        found = {word: self.word(shelf, word) for word in reading.many(name)}
        unknown = [word for word, term in found.items() if term is None]
        if unknown:
            reading.fault(name, _("Not in the vocabulary: %(words)s.") % {"words": ", ".join(unknown)})
        return tuple(dict.fromkeys(term for term in found.values() if term))

    def word(self, shelf: str, text: str) -> Term | None:
        if shelf not in self._words:
            self._words[shelf] = WordFinder(shelf)
        return self._words[shelf].find(text)

    def forget_words(self) -> None:
        self._words.clear()

    def party(self, text: str) -> Organisation | None:
        """An organisation by the key it has in this source, by its public code, or by its name under the root."""
        return _kept(self._parties, text, self._party)

    def person(self, text: str) -> Person | None:
        """Somebody by the key they have in this source, their public code or volunteer number, or their full name under
        the root, if it is one."""
        return _kept(self._people, text, self._person)

    def _person(self, text: str) -> Person | None:
        code, here = read_code(text) or "", Q(subtree(self.root.path, "home__path")) if self.root else Q()
        for which in (
            Q(source=self.source, source_key=text),
            Q(code=code),
            Q(volunteer_number=text),
            Q(here, name=text),
        ):
            found = list(Person.objects.filter(which, may_be_recorded(), merged_into=None).order_by("pk")[:2])
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def _place(self, text: str) -> Place | None:
        if PATH.fullmatch(text):
            place = place_at(text)
            return self._made(text) if place is None and self.makes_places else place
        if text.isascii() and text.isdigit():
            return place_by_code(text) or (place_by_code(text.rstrip("0")) if len(text) == 12 else None)
        return place_called(text, self.root.path if self.root else "")

    def _made(self, path: str) -> Place | None:
        arrived = arrive_roots(by=self.by, paths=[path], source=self.source)
        for kind, names in arrived.made.items():
            self.arrived.made.setdefault(kind, {}).update(names)
        return place_at(path)

    def _party(self, text: str) -> Organisation | None:
        named = Q(name_zh=text) | Q(name_en__iexact=text)
        here = Q(subtree(self.root.path, "place__path")) if self.root else Q()
        for which in (Q(source=self.source, source_key=text), Q(code=text.upper().replace("-", "")), named & here):
            found = list(Organisation.objects.filter(which).order_by("pk")[:2])
            if len(found) == 1:
                return found[0]
        return None


def _kept(kept: dict[str, Thing | None], key: str, find: Callable[[str], Thing | None]) -> Thing | None:
    """Found once, remembered for the next rows; forgotten when there are too many, so that memory stays flat."""
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = find(key)
    return kept[key]
