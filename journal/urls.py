from django.urls import path

from .views import sheets

app_name = "journal"
urlpatterns = [
    path("", sheets.sections, name="sections"),
    path("today/", sheets.today, name="today"),
    path("<int:pk>/", sheets.grid, name="grid"),
    path("<int:pk>/<int:period>/", sheets.grid, name="grid"),
    path("<int:pk>/cells/", sheets.save_cells, name="save_cells"),
    path("<int:pk>/<int:period>/marks/", sheets.save_period_marks, name="save_period_marks"),
    path("lessons/<int:pk>/", sheets.lesson, name="lesson"),
    path("lessons/<int:pk>/save/", sheets.save_lesson, name="save_lesson"),
    path("lessons/<int:pk>/attendance/", sheets.take_attendance, name="take_attendance"),
    path("lessons/<int:pk>/items/", sheets.add_item, name="add_item"),
]
