from django.apps import AppConfig
from django.urls import register_converter

from tongzhuo.kernel.codes import CodeConverter


class KernelConfig(AppConfig):
    name = "tongzhuo.kernel"

    def ready(self) -> None:
        register_converter(CodeConverter, "code")
