from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "ansinh.apps.policies"
    label = "policies"
    verbose_name = "Chính sách phải ban hành"
