"""Addresses of hours and load among those of the school year."""

from django.urls import path

from .views import hours

app_name = "hours"
urlpatterns = [
    path("load/hours/", hours.hours, name="hours"),
    path("load/xlsx/", hours.load_xlsx, name="load_xlsx"),
    path("load/csv/", hours.load_csv, name="load_csv"),
]
