from django.urls import path

from . import views

app_name = "journal"
urlpatterns = [
    path("", views.sections, name="sections"),
    path("today/", views.today, name="today"),
    path("<int:pk>/", views.grid, name="grid"),
    path("<int:pk>/<int:period>/", views.grid, name="grid"),
    path("<int:pk>/cells/", views.save_cells, name="save_cells"),
    path("<int:pk>/<int:period>/marks/", views.save_period_marks, name="save_period_marks"),
    path("lessons/<int:pk>/", views.lesson, name="lesson"),
    path("lessons/<int:pk>/save/", views.save_lesson, name="save_lesson"),
    path("lessons/<int:pk>/attendance/", views.take_attendance, name="take_attendance"),
    path("lessons/<int:pk>/items/", views.add_item, name="add_item"),
]
