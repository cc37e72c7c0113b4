from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "tongzhuo.needs"

    def ready(self) -> None:
        from tongzhuo.needs import reactions  # noqa: F401 - registers them once the models are there
