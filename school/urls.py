from django.urls import path

from . import views

app_name = "school"
urlpatterns = [
    path("classes/", views.classes, name="classes"),
    path("classes/<int:pk>/", views.school_class, name="school_class"),
    path("timetable/", views.timetable, name="timetable"),
]
