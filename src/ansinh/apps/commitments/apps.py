from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "ansinh.apps.commitments"
    label = "commitments"
    verbose_name = "Cam kết năm"
