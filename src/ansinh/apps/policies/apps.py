from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "ansinh.apps.policies"
    label = "policies"
    verbose_name = "Chính sách phải ban hành"

    def ready(self) -> None:
        from ansinh.apps.audit.labels import teach
        from ansinh.apps.plans.queries import add_panel_source
        from ansinh.apps.policies.queries import panels
        from ansinh.apps.policies.work import overdue_source, work_source
        from ansinh.domain.policy_stages import STAGE_LABELS
        from ansinh.kit.work import add_overdue_source, add_work_source

        words = {stage.value: label.lower() for stage, label in STAGE_LABELS.items()}
        teach(words, {"stage": words})
        add_panel_source(panels, place=40)
        add_work_source(work_source)
        add_overdue_source(overdue_source)
