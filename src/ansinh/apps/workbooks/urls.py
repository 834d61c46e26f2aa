from django.urls import path

from ansinh.apps.workbooks import views

app_name = "workbooks"

urlpatterns = [
    path("", views.upload_list, name="list"),
    path("gui/", views.send, name="send"),
    path("bang-dai/", views.send_table, name="send_table"),
    path("bang-dai/mau.xlsx", views.table_book, name="table_book"),
    path("phieu/<int:pk>/bieu.xlsx", views.form_book, name="form_book"),
    path("<int:pk>/", views.upload, name="upload"),
    path("<int:pk>/tep-goc/", views.original, name="original"),
    path("<int:pk>/ban-ghi-loi.xlsx", views.errors_copy, name="errors_copy"),
    path("<int:pk>/kiem-tra-tiep/", views.check_again, name="check_again"),
    path("<int:pk>/ap-dung/", views.apply, name="apply"),
    path("<int:pk>/dao-lai/", views.reverse, name="reverse"),
    path("<int:pk>/bo/", views.discard, name="discard"),
]
