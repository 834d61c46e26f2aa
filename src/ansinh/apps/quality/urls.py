from django.urls import path

from ansinh.apps.quality import views

app_name = "quality"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("soat/", views.ask_survey, name="ask_survey"),
    path("day-du-dung-han/", views.reporting, name="reporting"),
    path("cho/<int:pk>/", views.flag, name="flag"),
    path("cho/<int:pk>/rut/", views.withdraw, name="withdraw"),
    path("<slug:slug>/", views.flags, name="flags"),
    path("<slug:slug>/ket-luan/", views.review, name="review"),
]
