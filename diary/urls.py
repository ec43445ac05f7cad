from django.urls import path, register_converter

from school.paths import IsoDay

from . import views
from .letters import views as letters

register_converter(IsoDay, "day")

app_name = "diary"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:student>/<day:date>/", views.week, name="week"),
    path("<int:student>/summary/", views.summary, name="summary"),
    path("<int:student>/summary/<int:period>/", views.summary, name="summary"),
    path("classes/<int:pk>/", views.school_class, name="school_class"),
    path("<int:student>/files/<int:pk>/", views.homework_file, name="homework_file"),
    path("messages/", letters.letters, name="letters"),
    path("messages/new/", letters.write, name="write"),
    path("messages/<int:pk>/", letters.letter, name="letter"),
    path("letters/<int:pk>/", letters.from_family, name="from_family"),
    path("notice/<int:pk>/", views.read_notice, name="read_notice"),
]
