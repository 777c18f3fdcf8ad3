"""The addresses of files: beside complaints, and with exports."""

from django.urls import path

from complaints import views

urlpatterns = [
    path("files/<str:link>/", views.staff_file, name="complaint-file"),
    path("exports/<uuid:export_id>/", views.export_file, name="complaint-export"),
    path("status/<str:token>/files/<str:link>/", views.citizen_file, name="complaint-file-public"),
]
