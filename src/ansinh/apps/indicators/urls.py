from django.urls import path

from ansinh.apps.indicators import views

app_name = "indicators"

urlpatterns = [
    path("chi-so/", views.indicator_list, name="list"),
    path("chi-so/<slug:code>/", views.indicator, name="indicator"),
]
