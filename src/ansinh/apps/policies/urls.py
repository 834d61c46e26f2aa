from django.urls import path

from ansinh.apps.policies import views

app_name = "policies"

urlpatterns = [
    path("", views.policy_list, name="list"),
    path("tim/", views.find, name="find"),
    path("them/", views.add, name="add"),
    path("<int:pk>/", views.policy, name="policy"),
    path("<int:pk>/<slug:verb>/", views.act, name="act"),
]
