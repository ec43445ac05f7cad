"""Addresses under /school/year/ whose pages change lessons too."""

from django.urls import path

from school.views import regulation

from .views import works, year_bells, year_calendar, year_grading

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
    path("grading/", year_grading.grading, name="grading"),
    path("grading/regulation/", regulation.regulation, name="regulation"),
    path("grading/<slug:key>/", year_grading.grading_system, name="grading_system"),
]
