from __future__ import annotations

from django.urls import path

from ansinh.apps.oversight import check_views, praise_views, views

app_name = "oversight"

urlpatterns = [
    path("viec-cua-toi/", views.my_work, name="my_work"),
    path("viec-cua-toi/so-luong/", views.count, name="count"),
    path("viec-cua-toi/lich/", views.calendar, name="calendar"),
    path("viec-cua-toi/lich/dia-chi/", views.make_feed, name="make_feed"),
    path("viec-cua-toi/lich/thu-hoi/", views.revoke_feed, name="revoke_feed"),
    path("viec-cua-toi/thong-bao/", views.notices, name="notices"),
    path("viec-cua-toi/cach-nhac/", views.reminder_settings, name="reminder_settings"),
    path("don-doc/", views.overdue, name="overdue"),
    path("don-doc/<int:pk>/", views.follow_up, name="follow_up"),
    path("don-doc/<int:pk>/bo/", views.discard_follow_up, name="discard_follow_up"),
    path("don-doc/<int:pk>/cong-van.docx", views.follow_up_docx, name="follow_up_docx"),
    path("kiem-tra/", check_views.checks, name="checks"),
    path("kiem-tra/them/", check_views.plan_check, name="plan_check"),
    path("kiem-tra/<int:pk>/", check_views.check, name="check"),
    path("kiem-tra/<int:pk>/sua/", check_views.change_check, name="change_check"),
    path("kiem-tra/<int:pk>/tien-hanh/", check_views.hold, name="hold_check"),
    path("kiem-tra/<int:pk>/khong-tien-hanh/", check_views.cancel, name="cancel_check"),
    path("kiem-tra/<int:pk>/ket-qua/", check_views.finding, name="record_finding"),
    path("kiem-tra/<int:pk>/kien-nghi/", check_views.recommend, name="recommend"),
    path("kiem-tra/kien-nghi/<int:pk>/", check_views.recommendation, name="recommendation"),
    path("kiem-tra/kien-nghi/<int:pk>/tra-loi/", check_views.answer, name="answer_recommendation"),
    path("kiem-tra/kien-nghi/<int:pk>/chap-nhan/", check_views.accept, name="accept_answer"),
    path("kiem-tra/kien-nghi/<int:pk>/tra-lai/", check_views.send_back, name="return_answer"),
    path("ket-qua-co-quan/", views.scorecards, name="scorecards"),
    path("ket-qua-co-quan/<slug:code>/", views.scorecard, name="scorecard"),
    path("cach-lam-hay/", praise_views.commendations, name="commendations"),
    path("cach-lam-hay/them/", praise_views.propose, name="propose_praise"),
    path("cach-lam-hay/<int:pk>/", praise_views.commendation, name="commendation"),
    path("cach-lam-hay/<int:pk>/sua/", praise_views.change, name="change_praise"),
    path("cach-lam-hay/<int:pk>/duyet/", praise_views.approve, name="approve_praise"),
    path("cach-lam-hay/<int:pk>/tra-lai/", praise_views.send_back, name="return_praise"),
    path("lich-viec/<str:token>.ics", views.feed, name="feed"),
]
