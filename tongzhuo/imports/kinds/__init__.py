"""What can be brought in: for each kind its fields, how a row is read and who writes it."""

from tongzhuo.imports.kinds.base import Field, KindOf
from tongzhuo.imports.kinds.hours import HOURS
from tongzhuo.imports.kinds.needs import NEEDS
from tongzhuo.imports.kinds.offers import OFFERS
from tongzhuo.imports.kinds.organisations import ORGANISATIONS
from tongzhuo.imports.kinds.people import PEOPLE
from tongzhuo.imports.kinds.places import PLACES
from tongzhuo.imports.kinds.signups import SIGNUPS

KINDS: dict[str, KindOf] = {kind.name: kind for kind in (PLACES, PEOPLE, ORGANISATIONS, NEEDS, OFFERS, HOURS, SIGNUPS)}

__all__ = ["KINDS", "Field", "KindOf"]
