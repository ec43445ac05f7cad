"""Addresses of the calendar and the bells to read; part of school.urls."""

from django.urls import path

from .views import calendar

urlpatterns = [
    path("year/calendar/", calendar.calendar, name="calendar"),
    path("year/calendar/new/", calendar.new_year, name="new_year"),
    path("year/bells/", calendar.bells, name="bells"),
]
