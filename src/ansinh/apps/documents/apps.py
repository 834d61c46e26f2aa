from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "ansinh.apps.documents"
    label = "documents"
    verbose_name = "Văn bản"
