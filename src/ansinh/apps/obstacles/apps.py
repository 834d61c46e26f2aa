from django.apps import AppConfig


class ObstaclesConfig(AppConfig):
    name = "ansinh.apps.obstacles"
    label = "obstacles"
    verbose_name = "Vướng mắc"

    def ready(self) -> None:
        from ansinh.apps.obstacles import jobs
        from ansinh.apps.obstacles.pages import panels
        from ansinh.apps.obstacles.work import overdue_source, work_source
        from ansinh.apps.plans.queries import add_panel_source
        from ansinh.kit.daily import add_routine
        from ansinh.kit.work import add_overdue_source, add_work_source

        add_routine("obstacles.escalate_overdue", jobs.daily)
        add_panel_source(panels, place=30)
        add_work_source(work_source)
        add_overdue_source(overdue_source)
