"""Who is signed in, with their person in the same query."""

from allauth.account.auth_backends import AuthenticationBackend

from tongzhuo.people.models import Account


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    def get_user(self, user_id: int) -> Account | None:
        accounts = Account.objects.select_related("person__home", "person__merged_into__home")
        return accounts.filter(pk=user_id, is_active=True).first()
