from __future__ import annotations

from django.urls import path

from ansinh.apps.cascade import views

app_name = "cascade"

urlpatterns = [
    path("cu-the-hoa/", views.matrix, name="matrix"),
    path("cu-the-hoa/<slug:slug>/", views.matrix, name="matrix_of"),
    path("cu-the-hoa/<slug:slug>/ma-tran.xlsx", views.matrix_xlsx, name="matrix_xlsx"),
    path("cu-the-hoa/<slug:slug>/don-vi/", views.units, name="units"),
    path("cu-the-hoa/<slug:slug>/don-vi/<slug:code>/", views.unit, name="unit"),
    path("cu-the-hoa/<slug:slug>/don-vi/<slug:code>/du-thao/", views.draft, name="draft"),
    path("cu-the-hoa/<slug:slug>/cong-so/", views.sums, name="sums"),
    path("cu-the-hoa/<slug:slug>/noi/", views.links, name="links"),
    path("cu-the-hoa/<slug:slug>/noi/chac-chan/", views.accept, name="accept"),
    path("cu-the-hoa/<slug:slug>/noi/muc/<int:pk>/", views.link, name="link"),
    path("cu-the-hoa/<slug:slug>/noi/<int:pk>/so/", views.figures, name="figures"),
    path("cu-the-hoa/<slug:slug>/noi/<int:pk>/bo/", views.unlink, name="unlink"),
]
