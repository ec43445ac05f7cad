"""Addresses under /school/ whose pages put pupils onto lists of journals."""

from django.urls import path

from .views import class_lists, pupil_moves

app_name = "lists"
urlpatterns = [
    path("classes/<int:pk>/lists/", class_lists.class_lists, name="class_lists"),
    path("pupils/enrol/", pupil_moves.enrol, name="enrol"),
]
