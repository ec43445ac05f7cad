"""Addresses of classes, groups, subjects and load; part of school.urls."""

from django.urls import path

from .views import subjects

urlpatterns = [
    path("year/subjects/", subjects.subjects, name="subjects"),
    path("year/subjects/federal/", subjects.federal_subjects, name="federal_subjects"),
    path("year/subjects/rooms/", subjects.rooms, name="rooms"),
]
