from django.apps import AppConfig


class TurnoutConfig(AppConfig):
    name = "tongzhuo.turnout"

    def ready(self) -> None:
        # Late: reactions register themselves once the models are loaded.
        from tongzhuo.turnout import reactions  # noqa: F401
