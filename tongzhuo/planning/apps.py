from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "tongzhuo.planning"

    def ready(self) -> None:
        # Late: reactions register themselves once the models are loaded.
        from tongzhuo.planning import reactions  # noqa: F401
