from django.apps import AppConfig


class WorkbooksConfig(AppConfig):
    name = "ansinh.apps.workbooks"
    label = "workbooks"
    verbose_name = "Tệp Excel"
