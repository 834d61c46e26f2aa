from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "ansinh.apps.oversight"
    label = "oversight"
    verbose_name = "Theo dõi, kiểm tra"

    def ready(self) -> None:
        """Registers the jobs, reminders as a daily routine, the work that this room makes, and praise on promises' pages."""
        from ansinh.apps.oversight import jobs
        from ansinh.apps.oversight.queries.praise import panels
        from ansinh.apps.oversight.work import overdue_recommendations, work_source
        from ansinh.apps.plans.queries import add_panel_source
        from ansinh.kit.daily import add_routine
        from ansinh.kit.work import add_overdue_source, add_work_source

        add_work_source(work_source)
        add_overdue_source(overdue_recommendations)
        add_panel_source(panels, place=60)
        add_routine("oversight.remind", jobs.daily)
