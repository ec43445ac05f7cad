"""Addresses under /school/year/ whose pages change lessons too."""

from django.urls import path

from .views import works, year_bells, year_calendar

app_name = "year"
urlpatterns = [
    path("calendar/<int:pk>/edit/", year_calendar.edit_calendar, name="edit_calendar"),
    path("calendar/<int:pk>/days/", year_calendar.official_days, name="official_days"),
    path("works/", works.works, name="works"),
    path("works/edit/", works.edit_works, name="edit_works"),
    path("bells/new/", year_bells.new_bells, name="new_bells"),
    path("bells/regime/", year_bells.regimes, name="regimes"),
    path("bells/classes/", year_bells.weeks, name="weeks"),
    path("bells/<int:pk>/", year_bells.edit_bells, name="edit_bells"),
    path("bells/<int:pk>/remove/", year_bells.remove_bells, name="remove_bells"),
]
