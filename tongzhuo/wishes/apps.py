from django.apps import AppConfig


class WishesConfig(AppConfig):
    name = "tongzhuo.wishes"

    def ready(self) -> None:
        # Late: reactions register themselves once the models are loaded.
        from tongzhuo.wishes import reactions  # noqa: F401
