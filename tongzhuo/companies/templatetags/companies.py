"""How much of an offer there is, in words."""

from django import template

from tongzhuo.resources.models import Offer
from tongzhuo.resources.wording import amount_words

register = template.Library()


@register.filter
def amount(offer: Offer) -> str:
    return amount_words(offer)
