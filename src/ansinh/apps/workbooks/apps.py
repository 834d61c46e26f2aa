from django.apps import AppConfig


class WorkbooksConfig(AppConfig):
    name = "ansinh.apps.workbooks"
    label = "workbooks"
    verbose_name = "Tệp Excel"

    def ready(self) -> None:
        from ansinh.apps.workbooks import jobs  # noqa: F401 - registers the jobs
        from ansinh.apps.workbooks.work import work_source
        from ansinh.kit.work import add_work_source

        add_work_source(work_source)
