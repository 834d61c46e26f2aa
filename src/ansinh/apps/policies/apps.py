from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "ansinh.apps.policies"
    label = "policies"
    verbose_name = "Chính sách phải ban hành"

    def ready(self) -> None:
        from ansinh.apps.plans.queries import add_panel_source
        from ansinh.apps.policies.queries import panels
        from ansinh.apps.policies.work import overdue_source, work_source
        from ansinh.kit.work import add_overdue_source, add_work_source

        add_panel_source(panels, place=40)
        add_work_source(work_source)
        add_overdue_source(overdue_source)
