from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "ansinh.apps.indicators"
    label = "indicators"
    verbose_name = "Chỉ tiêu và số liệu"

    def ready(self) -> None:
        """The plans room below shows what this room knows of targets."""
        from ansinh.apps.indicators.course import course_panels
        from ansinh.apps.indicators.standing import panels, standings
        from ansinh.apps.plans.models import PromiseKind
        from ansinh.apps.plans.queries import add_panel_source, add_standing_source

        add_standing_source(standings, PromiseKind.TARGET)
        add_panel_source(panels)
        add_panel_source(course_panels)
