"""Everything that changes what is written down about a person."""

from tongzhuo.people.actions.abilities import declare_skill, drop_skill, prove_skill, set_availability, set_languages
from tongzhuo.people.actions.accounts import forget_empty_accounts, open_account, prove_phone, recognise_yourself
from tongzhuo.people.actions.agreements import give_consent, record_opened, withdraw_consent
from tongzhuo.people.actions.records import (
    add_contact_way,
    begin_guardianship,
    change_person,
    end_guardianship,
    give_volunteer_number,
    introduce_yourself,
    register_person,
    remove_contact_way,
)

__all__ = [
    "add_contact_way",
    "begin_guardianship",
    "change_person",
    "declare_skill",
    "drop_skill",
    "end_guardianship",
    "forget_empty_accounts",
    "give_consent",
    "give_volunteer_number",
    "introduce_yourself",
    "open_account",
    "prove_phone",
    "prove_skill",
    "recognise_yourself",
    "record_opened",
    "register_person",
    "remove_contact_way",
    "set_availability",
    "set_languages",
    "withdraw_consent",
]
