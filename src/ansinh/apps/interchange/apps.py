from django.apps import AppConfig


class InterchangeConfig(AppConfig):
    name = "ansinh.apps.interchange"
    label = "interchange"
    verbose_name = "Trao đổi số liệu"

    def ready(self) -> None:
        from ansinh.apps.interchange.work import work_source
        from ansinh.kit.work import add_work_source

        add_work_source(work_source)
