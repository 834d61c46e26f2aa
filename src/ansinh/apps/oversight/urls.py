from __future__ import annotations

from django.urls import path

from ansinh.apps.oversight import views

app_name = "oversight"

urlpatterns = [
    path("viec-cua-toi/", views.my_work, name="my_work"),
    path("viec-cua-toi/so-luong/", views.count, name="count"),
    path("viec-cua-toi/lich/", views.calendar, name="calendar"),
    path("viec-cua-toi/lich/dia-chi/", views.make_feed, name="make_feed"),
    path("viec-cua-toi/lich/thu-hoi/", views.revoke_feed, name="revoke_feed"),
    path("viec-cua-toi/thong-bao/", views.notices, name="notices"),
    path("viec-cua-toi/cach-nhac/", views.reminder_settings, name="reminder_settings"),
    path("lich-viec/<str:token>.ics", views.feed, name="feed"),
]
