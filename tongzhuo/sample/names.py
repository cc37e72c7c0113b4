"""Invented names that fit the age of whoever bears them."""

import random
from dataclasses import dataclass

from tongzhuo.sample.reading import data

OLD, YOUNG = 65, 35


@dataclass(frozen=True)
class Name:
    """`full` as a neighbour would write it; the forms in which one speaks of an older or a younger person."""

    surname: str
    given: str
    surname_en: str
    sex: str
    age: int

    @property
    def full(self) -> str:
        return self.surname + self.given

    @property
    def form(self) -> str:
        if self.age >= OLD:
            return self.surname + ("奶奶" if self.sex == "female" else "大爷")
        return self.surname + ("女士" if self.sex == "female" else "先生")

    @property
    def form_en(self) -> str:
        if self.sex == "male":
            return f"Mr {self.surname_en}"
        return f"{'Mrs' if self.age >= OLD else 'Ms'} {self.surname_en}"


class Names:
    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._surnames = [pair.split() for pair in data("names")["surnames"].replace("\n", "|").strip("|").split("|")]
        self._weights = [1 / (rank + 6) for rank in range(len(self._surnames))]

    def draw(self, low: int, high: int, sex: str = "") -> Name:
        """Somebody between `low` and `high` years of age."""
        sex, age = sex or self._dice.choice(("female", "male")), self._dice.randint(low, high)
        (surname, surname_en), *_ = self._dice.choices(self._surnames, self._weights)
        generation = "old" if age >= OLD else "middle" if age >= YOUNG else "young"
        given = data("names")["given"][generation][sex].split()
        return Name(surname, self._dice.choice(given), surname_en, sex, age)
