from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "ansinh.apps.plans"
    label = "plans"
    verbose_name = "Kế hoạch"
