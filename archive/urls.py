from django.urls import path

from .views import volumes

app_name = "archive"
urlpatterns = [
    path("", volumes.volumes, name="volumes"),
    path("<int:pk>/verify/", volumes.verify_volume, name="verify_volume"),
]
