from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "tongzhuo.look"
    label = "look"
