from django.urls import path

from ansinh.apps.obstacles import views

app_name = "obstacles"

urlpatterns = [
    path("", views.obstacle_list, name="list"),
    path("mot-phut/", views.brief, name="brief"),
    path("bao/", views.raise_one, name="raise"),
    path("gop-nhom/", views.group, name="group"),
    path("<int:pk>/", views.obstacle, name="obstacle"),
    path("<int:pk>/tach-nhom/", views.ungroup, name="ungroup"),
    path("<int:pk>/minh-chung/<int:evidence_pk>/", views.evidence_file, name="evidence"),
    path("<int:pk>/<slug:path>/", views.act, name="act"),
]
