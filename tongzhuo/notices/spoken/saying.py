"""How a sentence is written down: a subject, its lines, and a subject for several at once."""

from dataclasses import dataclass

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Sentence:
    """What is said about one kind of event."""

    subject: Words
    lines: tuple[Words, ...]
    many: Words = ""


def says(subject: Words, *lines: Words, many: Words = "") -> Sentence:
    return Sentence(subject, lines, many)
