"""Forms about a person."""

from tongzhuo.people.forms.fields import PlaceField, Sheet, TermChoices, attempt
from tongzhuo.people.forms.records import (
    AgreementForm,
    GuardianForm,
    NewPersonForm,
    PersonForm,
    ProofForm,
    SkillsForm,
    WayForm,
)
from tongzhuo.people.forms.times import TimesForms

__all__ = [
    "AgreementForm",
    "GuardianForm",
    "NewPersonForm",
    "PersonForm",
    "PlaceField",
    "ProofForm",
    "Sheet",
    "SkillsForm",
    "TermChoices",
    "TimesForms",
    "WayForm",
    "attempt",
]
