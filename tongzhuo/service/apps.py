from django.apps import AppConfig


class ServiceConfig(AppConfig):
    name = "tongzhuo.service"

    def ready(self) -> None:
        # Late: reactions and the work of the clock register themselves once the models are loaded.
        from tongzhuo.service import reactions, tasks  # noqa: F401
