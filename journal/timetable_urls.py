"""Addresses under /school/timetable/ where a version of the timetable meets the lessons."""

from django.urls import path

from .views import versions

app_name = "timetable"
urlpatterns = [
    path("versions/<int:pk>/publish/", versions.publish, name="publish"),
    path("versions/<int:pk>/withdraw/", versions.withdraw, name="withdraw"),
]
