from django.urls import path

from . import views

app_name = "archive"
urlpatterns = [
    path("", views.volumes, name="volumes"),
    path("<int:pk>/verify/", views.verify_volume, name="verify_volume"),
]
