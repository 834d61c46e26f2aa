from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "ansinh.apps.oversight"
    label = "oversight"
    verbose_name = "Theo dõi, kiểm tra"

    def ready(self) -> None:
        """Registers the jobs, and reminders as a daily routine."""
        from ansinh.apps.oversight import jobs
        from ansinh.kit.daily import add_routine

        add_routine("oversight.remind", jobs.daily)
