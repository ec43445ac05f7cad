"""Addresses where a version of the timetable meets the lessons; part of journal.urls."""

from django.urls import path

from .views import versions

urlpatterns = [
    path("timetables/<int:pk>/publish/", versions.publish, name="publish_version"),
    path("timetables/<int:pk>/withdraw/", versions.withdraw, name="withdraw_version"),
]
