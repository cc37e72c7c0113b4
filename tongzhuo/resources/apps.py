from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "tongzhuo.resources"

    def ready(self) -> None:
        # Reactions register themselves, and need the models of this room.
        from tongzhuo.resources import reactions  # noqa: F401
