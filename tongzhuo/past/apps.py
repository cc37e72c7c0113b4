from django.apps import AppConfig


class PastConfig(AppConfig):
    name = "tongzhuo.past"
