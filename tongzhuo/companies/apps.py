from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "tongzhuo.companies"

    def ready(self) -> None:
        # Late: reactions register themselves once the models are loaded.
        from tongzhuo.companies import reactions  # noqa: F401
