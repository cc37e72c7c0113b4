from django.apps import AppConfig


class LinkagesConfig(AppConfig):
    name = "tongzhuo.linkages"

    def ready(self) -> None:
        # Late: reactions register themselves once the models are loaded.
        from tongzhuo.linkages import reactions, tasks  # noqa: F401
