from django.apps import AppConfig


class GiftsConfig(AppConfig):
    name = "tongzhuo.gifts"

    def ready(self) -> None:
        # Late: reactions register themselves once the models are loaded.
        from tongzhuo.gifts import reactions  # noqa: F401
