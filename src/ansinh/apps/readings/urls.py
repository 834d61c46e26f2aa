from django.urls import path

from ansinh.apps.readings import views

app_name = "readings"

urlpatterns = [
    path("", views.reading_list, name="list"),
    path("dua-vao/", views.upload, name="upload"),
    path("van-ban/<int:pk>/", views.of_document, name="of_document"),
    path("<int:pk>/", views.desk, name="desk"),
    path("<int:pk>/thong-tin/", views.header, name="header"),
    path("<int:pk>/them/", views.add, name="add"),
    path("<int:pk>/chap-nhan/", views.confirm_many, name="confirm_many"),
    path("<int:pk>/cong-bo/", views.publish, name="publish"),
    path("<int:pk>/sua-doi/", views.read_as, name="read_as"),
    path("<int:pk>/hieu-luc/", views.effective, name="effective"),
    path("<int:pk>/ke-hoach-cap-tren/", views.carries_out, name="carries_out"),
    path("<int:pk>/ghi-chu/<int:remark_pk>/", views.remark, name="remark"),
    path("<int:pk>/muc/<int:item_pk>/", views.item, name="item"),
    path("<int:pk>/muc/<int:item_pk>/chap-nhan/", views.confirm, name="confirm"),
    path("<int:pk>/muc/<int:item_pk>/loai-bo/", views.reject, name="reject"),
    path("<int:pk>/muc/<int:item_pk>/mo-lai/", views.reopen, name="reopen"),
    path("<int:pk>/muc/<int:item_pk>/chi-ro/", views.point, name="point"),
    path("<int:pk>/muc/<int:item_pk>/gop/", views.merge, name="merge"),
    path("<int:pk>/muc/<int:item_pk>/tach/", views.split, name="split"),
]
