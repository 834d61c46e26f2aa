from django.urls import path

from ansinh.apps.plans import views
from ansinh.apps.plans.models import PromiseKind

app_name = "plans"

_TARGET = {"kind": PromiseKind.TARGET}
_TASK = {"kind": PromiseKind.TASK}
_OBLIGATION = {"kind": PromiseKind.OBLIGATION}

urlpatterns = [
    path("", views.overview, name="overview"),
    path("tim-kiem/", views.search, name="search"),
    path("ke-hoach/", views.plan_list, name="plans"),
    path("ke-hoach/<slug:slug>/", views.plan, name="plan"),
    path("ke-hoach/<slug:slug>/van-ban/", views.document, name="document"),
    path("ke-hoach/<slug:slug>/sua-doi/", views.amendments, name="amendments"),
    path("ke-hoach/<slug:slug>/sua-doi/<int:pk>/", views.amending_document, name="amending_document"),
    path("ke-hoach/<slug:slug>/muc/<str:code>/", views.section, name="section"),
    path("ke-hoach/<slug:slug>/chi-tieu/", views.promise_list, _TARGET, name="targets"),
    path("ke-hoach/<slug:slug>/chi-tieu/<str:code>/", views.promise, _TARGET, name="target"),
    path("ke-hoach/<slug:slug>/chi-tieu/<str:code>/giao/", views.assign_one, _TARGET, name="assign_target"),
    path("ke-hoach/<slug:slug>/nhiem-vu/", views.promise_list, _TASK, name="tasks"),
    path("ke-hoach/<slug:slug>/nhiem-vu/<str:code>/", views.promise, _TASK, name="task"),
    path("ke-hoach/<slug:slug>/nhiem-vu/<str:code>/giao/", views.assign_one, _TASK, name="assign_task"),
    path("ke-hoach/<slug:slug>/nghia-vu/", views.promise_list, _OBLIGATION, name="obligations"),
    path("ke-hoach/<slug:slug>/nghia-vu/<str:code>/", views.promise, _OBLIGATION, name="obligation"),
    path("ke-hoach/<slug:slug>/nghia-vu/<str:code>/giao/", views.assign_one, _OBLIGATION, name="assign_obligation"),
    path("ke-hoach/<slug:slug>/giao-viec/", views.assign, name="assign"),
    path("ke-hoach/<slug:slug>/phan-cong.xlsx", views.plan_xlsx, name="plan_xlsx"),
    path("ke-hoach/<slug:slug>/van-ban.docx", views.plan_docx, name="plan_docx"),
]
