from django.apps import AppConfig


class LinkagesConfig(AppConfig):
    name = "tongzhuo.linkages"

    def ready(self) -> None:
        # Late: reactions and the counter of promises register themselves once the models are loaded.
        from tongzhuo.linkages import reactions, supply, tasks  # noqa: F401
