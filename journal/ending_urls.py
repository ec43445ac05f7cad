"""Addresses under /school/ whose pages end journals, and so their lessons."""

from django.urls import path

from .views import pupil_moves, year_endings

app_name = "ending"
urlpatterns = [
    path("classes/<int:pk>/end/", year_endings.end_class, name="end_class"),
    path(
        "classes/<int:pk>/subjects/<int:section>/split/",
        year_endings.split_section,
        name="split_section",
    ),
    path(
        "classes/<int:pk>/subjects/<int:section>/close/",
        year_endings.close_section,
        name="close_section",
    ),
    path("classes/plans/<int:pk>/", year_endings.plan, name="plan"),
    path("pupils/<int:pk>/transfer/", pupil_moves.transfer, name="transfer"),
    path("pupils/<int:pk>/leave/", pupil_moves.leave, name="leave"),
]
