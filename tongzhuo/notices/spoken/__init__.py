"""Every sentence people are told, by the kind of what happened."""

from tongzhuo.notices.spoken.saying import Sentence, Words
from tongzhuo.notices.spoken.shifts import SHIFTS
from tongzhuo.notices.spoken.tables import TABLES
from tongzhuo.notices.spoken.things import THINGS

SENTENCES: dict[str, Sentence] = TABLES | SHIFTS | THINGS

__all__ = ["SENTENCES", "Sentence", "Words"]
