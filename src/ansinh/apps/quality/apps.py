from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "ansinh.apps.quality"
    label = "quality"
    verbose_name = "Chất lượng số liệu"
