"""Addresses of the calendar and the bells to read; part of school.urls."""

from django.urls import path

from .views import calendar, events, school_card

urlpatterns = [
    path("card/", school_card.school_card, name="school_card"),
    path("year/calendar/", calendar.calendar, name="calendar"),
    path("year/calendar/new/", calendar.new_year, name="new_year"),
    path("year/events/", events.events, name="events"),
    path("year/events/new/", events.new_event, name="new_event"),
    path("year/events/<int:pk>/", events.event, name="event"),
    path("year/bells/", calendar.bells, name="bells"),
]
