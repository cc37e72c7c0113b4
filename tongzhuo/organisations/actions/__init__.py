"""Everything that changes organisations, who belongs to them, and who acts for them."""

from tongzhuo.organisations.actions.bodies import change_organisation, declare_capacity, found_organisation
from tongzhuo.organisations.actions.joining import join_organisation, leave_organisation
from tongzhuo.organisations.actions.mandates import end_mandate, give_mandate, start_community
from tongzhuo.organisations.actions.merging import merge_people

__all__ = [
    "change_organisation",
    "declare_capacity",
    "end_mandate",
    "found_organisation",
    "give_mandate",
    "join_organisation",
    "leave_organisation",
    "merge_people",
    "start_community",
]
