from django.apps import AppConfig


class ReadingsConfig(AppConfig):
    name = "ansinh.apps.readings"
    label = "readings"
    verbose_name = "Bàn đọc văn bản"
