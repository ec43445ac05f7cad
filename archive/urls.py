from django.urls import path

from .views import history, volumes

app_name = "archive"
urlpatterns = [
    path("", volumes.volumes, name="volumes"),
    path("<int:pk>/verify/", volumes.verify_volume, name="verify_volume"),
    path("history/", history.history, name="history"),
    path("history.xlsx", history.history, {"as_table": True}, name="history_xlsx"),
    path("history/lesson/<int:pk>/", history.lesson, name="lesson_history"),
    path(
        "history/lesson/<int:pk>.xlsx",
        history.lesson,
        {"as_table": True},
        name="lesson_history_xlsx",
    ),
    path("history/lesson/<int:pk>/pupil/<int:student>/", history.cell, name="cell_history"),
    path("history/pupil/<int:pk>/", history.pupil, name="pupil_history"),
    path(
        "history/pupil/<int:pk>.xlsx", history.pupil, {"as_table": True}, name="pupil_history_xlsx"
    ),
    path("history/person/<int:pk>/", history.person, name="person_history"),
    path(
        "history/person/<int:pk>.xlsx",
        history.person,
        {"as_table": True},
        name="person_history_xlsx",
    ),
]
