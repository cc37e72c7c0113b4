from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "tongzhuo.partners"

    def ready(self) -> None:
        # Late: reactions register themselves once the models are loaded.
        from tongzhuo.partners import reactions  # noqa: F401
