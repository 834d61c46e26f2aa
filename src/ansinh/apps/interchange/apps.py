from django.apps import AppConfig


class InterchangeConfig(AppConfig):
    name = "ansinh.apps.interchange"
    label = "interchange"
    verbose_name = "Trao đổi số liệu"

    def ready(self) -> None:
        # Permissions are declared when the house starts: which roles reach province-wide is read off all of them.
        from ansinh.apps.interchange import access  # noqa: F401
