"""Addresses of hours and load; part of reports.urls."""

from django.urls import path

from .views import hours

urlpatterns = [
    path("hours/", hours.hours, name="hours"),
    path("load/xlsx/", hours.load_xlsx, name="load_xlsx"),
    path("load/csv/", hours.load_csv, name="load_csv"),
]
