from django.urls import path

from ansinh.apps.indicators import standing_views, views

app_name = "indicators"

urlpatterns = [
    path("chi-so/", views.indicator_list, name="list"),
    path("chi-so/<slug:code>/", views.indicator, name="indicator"),
    path("chi-so/<slug:code>/sua/", views.change_definition, name="change_definition"),
    path("chi-so/<slug:code>/ghi-so-lieu/", views.record_figure, name="record_figure"),
    path("dot-ghi-nhan/", views.batch_list, name="batch_list"),
    path("dot-ghi-nhan/<int:pk>/", views.batch, name="batch"),
    path("dot-ghi-nhan/<int:pk>/dao-lai/", views.reverse_batch, name="reverse_batch"),
    path("ke-hoach/<slug:slug>/chi-tieu/<str:code>/danh-gia/", standing_views.judge, name="judge"),
]
