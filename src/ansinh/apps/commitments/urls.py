from __future__ import annotations

from django.urls import path

from ansinh.apps.commitments import duty_views, views

app_name = "commitments"

urlpatterns = [
    path("cam-ket/", views.commitment_list, name="list"),
    path("cam-ket/de-xuat/", views.propose, name="propose"),
    path("cam-ket/thoi-han/", views.timeliness, name="timeliness"),
    path("cam-ket/co-quan/<slug:code>/", views.agency, name="agency"),
    path("cam-ket/minh-chung/<int:pk>/", views.evidence, name="evidence"),
    path("cam-ket/nghia-vu/", duty_views.duty_list, name="duties"),
    path("cam-ket/nghia-vu/nhan/", duty_views.receive_many, name="receive_many"),
    path("cam-ket/nghia-vu/dat-han/<int:obligation_pk>/<str:period>/", duty_views.set_due_dates, name="set_due_dates"),
    path("cam-ket/nghia-vu/<int:pk>/", duty_views.duty, name="duty"),
    path("cam-ket/nghia-vu/<int:pk>/nop/", duty_views.hand_in, name="hand_in"),
    path("cam-ket/nghia-vu/<int:pk>/nhan/", duty_views.receive, name="receive"),
    path("cam-ket/nghia-vu/<int:pk>/tra-lai/", duty_views.return_duty, name="return_duty"),
    path("cam-ket/nghia-vu/<int:pk>/huy/", duty_views.cancel_duty, name="cancel_duty"),
    path("cam-ket/nghia-vu/<int:pk>/mo-lai/", duty_views.reopen_duty, name="reopen_duty"),
    path("cam-ket/<int:pk>/", views.commitment, name="commitment"),
    path("cam-ket/<int:pk>/soan/", views.write, name="write"),
    path("cam-ket/<int:pk>/nhan/", views.accept, name="accept"),
    path("cam-ket/<int:pk>/tra-lai/", views.send_back, name="send_back"),
    path("cam-ket/<int:pk>/tien-do/", views.report, name="report"),
    path("cam-ket/<int:pk>/bao-hoan-thanh/", views.claim, name="claim"),
    path("cam-ket/<int:pk>/nghiem-thu/", views.confirm, name="confirm"),
    path("cam-ket/<int:pk>/chua-nghiem-thu/", views.refuse, name="refuse"),
    path("cam-ket/<int:pk>/huy/", views.cancel, name="cancel"),
    path("cam-ket/<int:pk>/mo-lai/", views.reopen, name="reopen"),
    path("cam-ket/<int:pk>/doi-han/", views.ask_due, name="ask_due"),
    path("cam-ket/<int:pk>/doi-han/quyet-dinh/", views.decide_due, name="decide_due"),
    path("cam-ket/<int:pk>/phoi-hop/", views.ask_shares, name="ask_shares"),
    path("cam-ket/<int:pk>/phoi-hop/<int:share_pk>/", views.answer_share, name="answer_share"),
    path("cam-ket/<int:pk>/moc/", views.add_milestone, name="add_milestone"),
    path("cam-ket/<int:pk>/moc/<int:milestone_pk>/bo/", views.remove_milestone, name="remove_milestone"),
]
