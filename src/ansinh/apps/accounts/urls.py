from django.urls import path

from ansinh.apps.accounts import views

app_name = "accounts"

urlpatterns = [
    path("dang-nhap/", views.sign_in, name="sign_in"),
    path("dang-nhap/ma/", views.sign_in_code, name="sign_in_code"),
    path("dang-nhap/mot-lan/", views.single_sign_on, name="single_sign_on"),
    path("dang-xuat/", views.sign_out, name="sign_out"),
    path("quen-mat-khau/", views.forgotten, name="forgotten"),
    path("dat-lai-mat-khau/<str:uid>/<str:token>/", views.reset_password, name="reset_password"),
    path("loi-moi/<str:token>/", views.invitation, name="invitation"),
    path("tai-khoan/", views.account, name="account"),
    path("tai-khoan/mat-khau/", views.password, name="password"),
    path("tai-khoan/dang-xuat-moi-may/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("tai-khoan/hai-buoc/", views.two_step, name="two_step"),
    path("tai-khoan/hai-buoc/<slug:what>/", views.two_step_change, name="two_step_change"),
    path("nguoi-dung/", views.users, name="users"),
    path("nguoi-dung/moi/", views.invite, name="invite"),
    path("nguoi-dung/loi-moi/<int:pk>/rut/", views.withdraw_invitation, name="withdraw_invitation"),
    path("nguoi-dung/co-quan/<slug:code>/", views.people_of, name="people_of"),
    path("nguoi-dung/vai-tro/<int:pk>/ket-thuc/", views.end_role, name="end_role"),
    path("nguoi-dung/<int:pk>/", views.person, name="person"),
    path("nguoi-dung/<int:pk>/sua/", views.change_person, name="change_person"),
    path("nguoi-dung/<int:pk>/vai-tro/", views.grant_role, name="grant_role"),
    path("nguoi-dung/<int:pk>/ngung/", views.deactivate, name="deactivate"),
    path("nguoi-dung/<int:pk>/lien-ket/", views.make_reset_link, name="make_reset_link"),
    path("nguoi-dung/<int:pk>/<slug:what>/", views.look_after, name="look_after"),
    path("quyen/", views.permissions, name="permissions"),
]

#: Outside the room's name space, because the single sign-on library looks this name up by itself.
single_sign_on_answer = path(
    "dang-nhap/mot-lan/<str:provider_id>/ket-qua/", views.single_sign_on_answer, name="openid_connect_callback"
)
