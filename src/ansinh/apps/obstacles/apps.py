from django.apps import AppConfig


class ObstaclesConfig(AppConfig):
    name = "ansinh.apps.obstacles"
    label = "obstacles"
    verbose_name = "Vướng mắc"
