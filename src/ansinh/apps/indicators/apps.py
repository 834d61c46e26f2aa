from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "ansinh.apps.indicators"
    label = "indicators"
    verbose_name = "Chỉ tiêu và số liệu"
