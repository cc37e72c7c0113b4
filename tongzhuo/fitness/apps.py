from django.apps import AppConfig


class FitnessConfig(AppConfig):
    name = "tongzhuo.fitness"

    def ready(self) -> None:
        # Reactions and periodic tasks register themselves, and need the models of the rooms below.
        from tongzhuo.fitness import reactions, tasks  # noqa: F401
