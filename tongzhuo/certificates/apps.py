from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "tongzhuo.certificates"

    def ready(self) -> None:
        # Reactions register themselves, and need the models of this room.
        from tongzhuo.certificates import reactions  # noqa: F401
