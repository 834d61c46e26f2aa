from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "ansinh.apps.oversight"
    label = "oversight"
    verbose_name = "Theo dõi, kiểm tra"

    def ready(self) -> None:
        """Registers the jobs, reminders as a daily routine, and the work that this room makes."""
        from ansinh.apps.oversight import jobs
        from ansinh.apps.oversight.work import overdue_recommendations, work_source
        from ansinh.kit.daily import add_routine
        from ansinh.kit.work import add_overdue_source, add_work_source

        add_work_source(work_source)
        add_overdue_source(overdue_recommendations)
        add_routine("oversight.remind", jobs.daily)
