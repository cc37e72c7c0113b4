"""Why nothing on the list suits somebody, and what they can do about it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from tongzhuo.people.models import Person
from tongzhuo.service.queries import Suited


@dataclass(frozen=True)
class Advice:
    why: str
    next: str
    url: str


def advised(rows: Sequence[Suited], person: Person) -> Advice | None:
    """By what stands in the way most often; None where something suits, or somebody is on one of them already."""
    if not rows or any(row.verdict or row.mine for row in rows):
        return None
    (code, _many), *_rest = Counter(row.verdict.code for row in rows).most_common()
    me = reverse("organisations:person", args=[person.code])
    known = {
        "skill_missing": (_("They take skills that you have not told us of."), _("Tell us what you can do"), me),
        "training_missing": (_("They take a training first."), _("See which trainings are written down"), me),
        "check_missing": (_("They take a check, which the office does with you."), _("See what is written down"), me),
        "full": (
            _("All their places are taken. Open one of them and wait for a place: most lists move."),
            _("See which seats are empty"),
            reverse("web:needs") + "?seat=volunteers",
        ),
        "week_full": (_("You have promised enough for those weeks."), _("My commitments"), _commitments()),
        "clash": (_("You have promised those hours already."), _("My commitments"), _commitments()),
        "guardian_missing": (_("Your guardian has to be written down first."), _("See what is written down"), me),
        "age_unknown": (_("They depend on age, and we do not know yours."), _("See what is written down"), me),
    }
    other = (_("Beside each it says why."), _("See which seats are empty"), reverse("web:needs") + "?seat=volunteers")
    return Advice(*known.get(code, other))


def _commitments() -> str:
    return reverse("service:commitments")
