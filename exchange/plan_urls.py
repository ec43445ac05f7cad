"""Addresses under /exchange/plans/: calendar-thematic plans from files."""

from django.urls import path

from . import plan_views

app_name = "plan_files"
urlpatterns = [path("<int:pk>/", plan_views.read_file, name="read")]
