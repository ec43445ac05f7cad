from django.urls import path, register_converter

from school.paths import IsoDay

from . import views

register_converter(IsoDay, "day")

app_name = "diary"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:student>/<day:date>/", views.week, name="week"),
    path("<int:student>/summary/", views.summary, name="summary"),
    path("<int:student>/summary/<int:period>/", views.summary, name="summary"),
    path("classes/<int:pk>/", views.school_class, name="school_class"),
    path("<int:student>/files/<int:pk>/", views.homework_file, name="homework_file"),
    path("notice/<int:pk>/", views.read_notice, name="read_notice"),
]
