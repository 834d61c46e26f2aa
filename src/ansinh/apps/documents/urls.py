from django.urls import path

from ansinh.apps.documents import views

app_name = "documents"

urlpatterns = [
    path("", views.document_list, name="list"),
    path("<int:pk>/", views.document_detail, name="detail"),
    path("<int:pk>/tep-goc/", views.original_file, name="original"),
]
