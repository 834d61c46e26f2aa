from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "ansinh.apps.orgs"
    label = "orgs"
    verbose_name = "Cơ quan, địa bàn"
