from django.apps import AppConfig


class CascadeConfig(AppConfig):
    name = "ansinh.apps.cascade"
    label = "cascade"
    verbose_name = "Cụ thể hóa kế hoạch"
