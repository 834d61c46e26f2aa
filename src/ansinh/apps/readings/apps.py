from django.apps import AppConfig


class ReadingsConfig(AppConfig):
    name = "ansinh.apps.readings"
    label = "readings"
    verbose_name = "Bàn đọc văn bản"

    def ready(self) -> None:
        from ansinh.apps.readings import jobs  # noqa: F401 - registers the job
        from ansinh.apps.readings.work import work_source
        from ansinh.kit.work import add_work_source

        add_work_source(work_source)
