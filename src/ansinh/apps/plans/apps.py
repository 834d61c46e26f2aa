from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "ansinh.apps.plans"
    label = "plans"
    verbose_name = "Kế hoạch"

    def ready(self) -> None:
        """The register below shows what each organisation holds; what waits for somebody is in everybody's work."""
        from ansinh.apps.orgs.queries import add_panel_source
        from ansinh.apps.plans.held import held_panels
        from ansinh.apps.plans.work import work_source
        from ansinh.kit.work import add_work_source

        add_panel_source(held_panels)
        add_work_source(work_source)
