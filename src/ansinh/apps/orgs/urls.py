from django.urls import path

from ansinh.apps.orgs import views

app_name = "orgs"

urlpatterns = [
    path("co-quan/", views.organisations, name="organisations"),
    path("co-quan/them/", views.add_organisation, name="add_organisation"),
    path("co-quan/cach-viet/<int:pk>/bo/", views.remove_known_name, name="remove_known_name"),
    path("co-quan/nhom/<slug:code>/", views.group, name="group"),
    path("co-quan/nhom/<slug:code>/them/", views.add_member, name="add_member"),
    path("co-quan/thanh-vien/<int:pk>/ra/", views.end_member, name="end_member"),
    path("co-quan/<slug:code>/", views.organisation, name="organisation"),
    path("co-quan/<slug:code>/sua/", views.change_organisation, name="change_organisation"),
    path("co-quan/<slug:code>/ket-thuc/", views.close_organisation, name="close_organisation"),
    path("co-quan/<slug:code>/cach-viet/", views.add_known_name, name="add_known_name"),
    path("dia-ban/", views.units, name="units"),
]
