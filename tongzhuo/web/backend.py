"""Who is signed in, with their person in the same query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from tongzhuo.people.models import Account
from tongzhuo.statements.kept import kept

# Of the person only what tells who is looking: this is read for every page.
_PERSON = ("code", "name", "display_name", "merged_into", "account", "home__path")
_READ = (*(field.name for field in Account._meta.concrete_fields), *(f"person__{name}" for name in _PERSON))


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    def get_user(self, user_id: int) -> Account | None:
        return next(iter(_with_person(pk=user_id)), None)


@kept
def _with_person(*, pk: Any) -> QuerySet[Account]:
    return Account.objects.select_related("person__home").only(*_READ).filter(pk=pk, is_active=True)
