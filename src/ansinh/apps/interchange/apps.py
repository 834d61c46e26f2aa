from django.apps import AppConfig


class InterchangeConfig(AppConfig):
    name = "ansinh.apps.interchange"
    label = "interchange"
    verbose_name = "Trao đổi số liệu"
