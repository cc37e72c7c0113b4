"""Kinds of account and of what is counted. Nothing in the book changes its state: it is added to."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccountKind(TextChoices):
    GIVER = "giver", _("Giver")
    STORE = "store", _("Store or keeper")
    FUND = "fund", _("Fund")
    PROJECT = "project", _("Project")
    BENEFICIARIES = "beneficiaries", _("People helped")
    HOLDER = "holder", _("Somebody's time credit")
    LOSS = "loss", _("Expired, damaged or missing")
    OPENING = "opening", _("Found or carried over")
    EARNED = "earned", _("Hours worked")


# What is there can be counted: it never goes below nothing, of no lot.
HOLDING = (
    AccountKind.STORE,
    AccountKind.FUND,
    AccountKind.PROJECT,
    AccountKind.BENEFICIARIES,
    AccountKind.HOLDER,
)
# Where something is used: only here a restriction of the lot bites.
USING = (AccountKind.PROJECT, AccountKind.BENEFICIARIES)
# One of each is enough for a place.
ONE_PER_PLACE = (AccountKind.LOSS, AccountKind.OPENING, AccountKind.EARNED)


class AssetKind(TextChoices):
    MONEY = "money", _("Money")
    GOODS = "goods", _("Goods")
    HOURS = "hours", _("Hours")
    CREDIT = "credit", _("Time credit")
