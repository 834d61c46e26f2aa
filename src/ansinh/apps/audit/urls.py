from django.urls import path

from ansinh.apps.audit import views

app_name = "audit"

urlpatterns = [
    path("", views.log, name="list"),
    path("tai-ve/", views.log_export, name="export"),
    path("<int:sequence>/", views.entry, name="entry"),
]
