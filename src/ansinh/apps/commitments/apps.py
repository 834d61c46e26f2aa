from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "ansinh.apps.commitments"
    label = "commitments"
    verbose_name = "Cam kết năm"

    def ready(self) -> None:
        """Plans show how tasks and duties stand; "Việc của tôi" and letters know what waits."""
        from ansinh.apps.commitments import jobs
        from ansinh.apps.commitments.standing import panels, standings_of_obligations, standings_of_tasks
        from ansinh.apps.commitments.work import overdue_source, work_source
        from ansinh.apps.plans.models import PromiseKind
        from ansinh.apps.plans.queries import add_panel_source, add_standing_source
        from ansinh.kit.daily import add_routine
        from ansinh.kit.work import add_overdue_source, add_work_source

        add_standing_source(standings_of_tasks, PromiseKind.TASK)
        add_standing_source(standings_of_obligations, PromiseKind.OBLIGATION)
        add_panel_source(panels, place=20)
        add_work_source(work_source)
        add_overdue_source(overdue_source)
        add_routine("commitments.make_duties", jobs.daily)
