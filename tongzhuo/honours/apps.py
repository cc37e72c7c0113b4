from django.apps import AppConfig


class HonoursConfig(AppConfig):
    name = "tongzhuo.honours"

    def ready(self) -> None:
        # Reactions register themselves, and need the models of this room.
        from tongzhuo.honours import reactions  # noqa: F401
