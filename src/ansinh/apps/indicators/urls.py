from django.urls import path

from ansinh.apps.indicators import definition_views, entry_views, form_views, standing_views, views

app_name = "indicators"

urlpatterns = [
    path("chi-so/", views.indicator_list, name="list"),
    path("chi-so/moi/", definition_views.new_indicator, name="new_indicator"),
    path("chi-so/<slug:code>/", views.indicator, name="indicator"),
    path("chi-so/<slug:code>/sua/", views.change_definition, name="change_definition"),
    path("chi-so/<slug:code>/ghi-so-lieu/", views.record_figure, name="record_figure"),
    path("dot-ghi-nhan/", views.batch_list, name="batch_list"),
    path("dot-ghi-nhan/<int:pk>/", views.batch, name="batch"),
    path("dot-ghi-nhan/<int:pk>/dao-lai/", views.reverse_batch, name="reverse_batch"),
    path("bieu-nhap/", form_views.forms, name="forms"),
    path("bieu-nhap/moi/", form_views.new_form, name="new_form"),
    path("bieu-nhap/<slug:code>/", form_views.form, name="form"),
    path("bieu-nhap/<slug:code>/sua/", form_views.change_form, name="change_form"),
    path("nhap-so-lieu/", entry_views.sheets, name="sheets"),
    path("nhap-so-lieu/mo-phieu/", entry_views.open_sheets, name="open_sheets"),
    path("nhap-so-lieu/<int:pk>/", entry_views.sheet, name="sheet"),
    path("nhap-so-lieu/<int:pk>/o/", entry_views.save_cells, name="save_cells"),
    path("nhap-so-lieu/<int:pk>/duyet/", entry_views.approve, name="approve_sheet"),
    path("nhap-so-lieu/<int:pk>/tra-lai/", entry_views.send_back, name="return_sheet"),
    path("nhap-so-lieu/<int:pk>/mo-lai/", entry_views.reopen, name="reopen_sheet"),
    path("ke-hoach/<slug:slug>/chi-tieu/<str:code>/cach-do/", definition_views.bind, name="bind"),
    path("ke-hoach/<slug:slug>/chi-tieu/<str:code>/cach-do/bo/", definition_views.end_binding, name="end_binding"),
    path("ke-hoach/<slug:slug>/chi-tieu/<str:code>/danh-gia/", standing_views.judge, name="judge"),
]
