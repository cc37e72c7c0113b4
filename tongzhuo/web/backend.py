"""Who is signed in, with their person in the same query."""

from allauth.account.auth_backends import AuthenticationBackend

from tongzhuo.people.models import Account

# Of the person only what tells who is looking: this is read for every page.
_PERSON = ("code", "name", "display_name", "merged_into", "account", "home__path")
_READ = (*(field.name for field in Account._meta.concrete_fields), *(f"person__{name}" for name in _PERSON))


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    def get_user(self, user_id: int) -> Account | None:
        accounts = Account.objects.select_related("person__home").only(*_READ)
        return accounts.filter(pk=user_id, is_active=True).first()
