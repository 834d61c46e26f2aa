from django.apps import AppConfig


class CascadeConfig(AppConfig):
    name = "ansinh.apps.cascade"
    label = "cascade"
    verbose_name = "Cụ thể hóa kế hoạch"

    def ready(self) -> None:
        """The plans room below shows what this room knows of a promise; the room of work lists what is to be done."""
        from ansinh.apps.cascade.pages import panels
        from ansinh.apps.cascade.work import work_source
        from ansinh.apps.plans.queries import add_panel_source
        from ansinh.kit.work import add_work_source

        add_panel_source(panels, place=50)
        add_work_source(work_source)
