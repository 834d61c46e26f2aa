from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "ansinh.apps.quality"
    label = "quality"
    verbose_name = "Chất lượng số liệu"

    def ready(self) -> None:
        from ansinh.apps.quality import jobs  # noqa: F401 - registers the job
        from ansinh.apps.quality.work import work_source
        from ansinh.kit.work import add_work_source

        add_work_source(work_source)
