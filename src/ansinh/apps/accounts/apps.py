from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ansinh.apps.accounts"
    label = "accounts"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        from ansinh.apps.accounts import jobs  # noqa: F401 - registers the job
