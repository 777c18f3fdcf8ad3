"""The addresses of files beside complaints."""

from django.urls import path

from complaints import views

urlpatterns = [
    path("files/<str:link>/", views.staff_file, name="complaint-file"),
    path("status/<str:token>/files/<str:link>/", views.citizen_file, name="complaint-file-public"),
]
