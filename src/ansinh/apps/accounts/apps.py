from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ansinh.apps.accounts"
    label = "accounts"
    verbose_name = "Tài khoản"
