"""Addresses under /school/classes/ whose pages end journals, and so their lessons."""

from django.urls import path

from .views import year_endings

app_name = "ending"
urlpatterns = [
    path("<int:pk>/end/", year_endings.end_class, name="end_class"),
    path(
        "<int:pk>/subjects/<int:section>/split/", year_endings.split_section, name="split_section"
    ),
    path(
        "<int:pk>/subjects/<int:section>/close/", year_endings.close_section, name="close_section"
    ),
    path("plans/<int:pk>/", year_endings.plan, name="plan"),
]
