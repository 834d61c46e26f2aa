from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "ansinh.apps.indicators"
    label = "indicators"
    verbose_name = "Chỉ tiêu và số liệu"

    def ready(self) -> None:
        """The plans room below shows what this room knows of targets; sheets are work, and may be late."""
        from ansinh.apps.audit.labels import teach
        from ansinh.apps.indicators.binding import binding_panels
        from ansinh.apps.indicators.course import course_panels
        from ansinh.apps.indicators.standing import panels, standings
        from ansinh.apps.indicators.work import overdue_sheets, work_source
        from ansinh.apps.plans.models import PromiseKind
        from ansinh.apps.plans.queries import add_panel_source, add_standing_source
        from ansinh.domain.indicators import SHAPE_LABELS
        from ansinh.kit.work import add_overdue_source, add_work_source

        add_work_source(work_source)
        add_overdue_source(overdue_sheets)
        teach(values={"shape": {shape.value: label for shape, label in SHAPE_LABELS.items()}})
        add_standing_source(standings, PromiseKind.TARGET)
        add_panel_source(panels, place=10)
        add_panel_source(course_panels, place=10)
        add_panel_source(binding_panels, place=10)
