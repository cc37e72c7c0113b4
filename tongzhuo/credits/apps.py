from django.apps import AppConfig


class CreditsConfig(AppConfig):
    name = "tongzhuo.credits"

    def ready(self) -> None:
        # Reactions register themselves, and need the models of this room.
        from tongzhuo.credits import reactions  # noqa: F401
