from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "ansinh.apps.plans"
    label = "plans"
    verbose_name = "Kế hoạch"

    def ready(self) -> None:
        from ansinh.apps.plans.work import work_source
        from ansinh.kit.work import add_work_source

        add_work_source(work_source)
