"""Which partnerships somebody sees, and which goals kinds of need serve. Hidden looks the same as absent."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from tongzhuo.kernel.fields import subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.states import KEEPERS, SPEAKERS
from tongzhuo.partners.models import Alignment, Partnership
from tongzhuo.partners.sdg import USUAL, in_order
from tongzhuo.partners.states import PartnershipState
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.queries import terms_on
from tongzhuo.vocabulary.states import Shelf


def partnerships_visible_to(viewer: Viewer) -> QuerySet[Partnership]:
    """Everybody sees what was agreed; the rest is for the two sides."""
    own = [held.organisation_id for held in viewer.mandates if held.role in SPEAKERS]
    sides = Q(organisation__in=own) | subtrees(viewer.paths(*KEEPERS), "place__path")
    found = Partnership.objects.filter(Q(state=PartnershipState.AGREED) | sides)
    return found.select_related("organisation__place", "place", "suggested_by").order_by("-created", "-pk")


def partnerships_of(viewer: Viewer) -> QuerySet[Partnership]:
    """Those in which the viewer is one of the two sides."""
    own = [held.organisation_id for held in viewer.mandates if held.role in SPEAKERS]
    sides = Q(organisation__in=own) | subtrees(viewer.paths(*KEEPERS), "place__path")
    return partnerships_visible_to(viewer).filter(sides)


def targets_of(kinds: Collection[int]) -> list[str]:
    """The targets that these kinds of need (primary keys) serve, in order, each once."""
    said: dict[int, list[str]] = dict(Alignment.objects.filter(kind__in=kinds).values_list("kind", "targets"))
    slugs = Term.objects.filter(pk__in=kinds).values_list("pk", "slug")
    return in_order({target for pk, slug in slugs for target in said.get(pk, USUAL.get(slug, ()))})


def alignments() -> list[tuple[Term, list[str]]]:
    """Every kind of need with its targets."""
    said: dict[int, list[str]] = dict(Alignment.objects.values_list("kind", "targets"))
    return [(term, said.get(term.pk, list(USUAL.get(term.slug, ())))) for term in terms_on(Shelf.NEED_KIND)]
