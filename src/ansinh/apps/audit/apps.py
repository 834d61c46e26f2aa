from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "ansinh.apps.audit"
    label = "audit"
    verbose_name = "Nhật ký"

    def ready(self) -> None:
        from ansinh.apps.audit.actions import append
        from ansinh.kit.trail import set_recorder

        set_recorder(append)
