from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "ansinh.apps.oversight"
    label = "oversight"
    verbose_name = "Theo dõi, kiểm tra"
