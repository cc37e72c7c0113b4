from django.apps import AppConfig


class RotaConfig(AppConfig):
    name = "tongzhuo.rota"
