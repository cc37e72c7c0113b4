from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "tongzhuo.outcomes"

    def ready(self) -> None:
        # Reactions register themselves, and need the models of this room.
        from tongzhuo.outcomes import reactions  # noqa: F401
