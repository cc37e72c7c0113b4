from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "tongzhuo.notices"

    def ready(self) -> None:
        # Reactions register themselves, and need the models of this room.
        from tongzhuo.notices import reactions  # noqa: F401
