"""A sign-up chain (接龙) as it is copied out of a chat: who stands in it, and what they added."""

import re
import unicodedata
from dataclasses import dataclass

KEYCAP = "\ufe0f\u20e3"  # what makes a digit an emoji
NUMBERED = re.compile(r"^\s*(\d{1,3})\s*(?:[.．、。)）:：,，]|\s)\s*(.*)$")
APART = re.compile(r"[\s,，、;；:：+＋/|()（）\[\]【】—–~～!！?？。.]+")
EXAMPLE = ("例", "#", "e.g.")
MOST = 300  # lines of one chain


@dataclass(frozen=True)
class Named:
    """One line: the name as it was written, and the note behind it."""

    name: str
    note: str = ""


def names_in(text: str) -> list[Named]:
    """Everybody in the chain, in its order, each once. Where lines have numbers, the others are its heading."""
    lines = [line.replace(KEYCAP, ". ") for line in text.splitlines()[:MOST] if line.strip()]
    numbered = [found.group(2) for line in lines if (found := NUMBERED.match(line))]
    told = [_named(line) for line in numbered or lines if not line.strip().startswith(EXAMPLE)]
    first: dict[str, Named] = {}
    for one in filter(None, told):
        first.setdefault(one.name, one)
    return list(first.values())


def _named(line: str) -> Named | None:
    """The first words that can be a name. A house number before it belongs to the note."""
    words = [word for word in APART.split(_without_pictures(line)) if word]
    first = next((at for at, word in enumerate(words) if _may_be_a_name(word)), None)
    if first is None:
        return None
    after = first + 1
    if len(words[first]) == 1 or words[first].isascii():
        after += _more_of_it(words[first], words[after:])
    name = ("" if not words[first].isascii() else " ").join(words[first:after])
    return Named(name, " ".join(words[:first] + words[after:]))


def _more_of_it(first: str, words: list[str]) -> int:
    """How many words after the first belong to the name: 王 娟, Mary Ann Li."""
    if not first.isascii():
        return int(bool(words) and len(words[0]) <= 2 and _may_be_a_name(words[0]))
    return next((at for at, word in enumerate(words) if not (word.isascii() and word[:1].isupper())), len(words))


def _may_be_a_name(word: str) -> bool:
    return word.replace("·", "").replace("-", "").replace("'", "").isalpha()


def _without_pictures(line: str) -> str:
    return "".join(" " if unicodedata.category(sign) in {"So", "Sk", "Cf", "Mn", "Cn", "Co"} else sign for sign in line)
