from django.urls import path

from .views import breaches, history, seals, volumes

app_name = "archive"
urlpatterns = [
    path("", volumes.volumes, name="volumes"),
    path("<int:pk>/verify/", volumes.verify_volume, name="verify_volume"),
    path("seals/", seals.seals, name="seals"),
    path("seals/verify/", seals.verify_history, name="verify_history"),
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
    path(
        "history/journal/<int:pk>/pupil/<int:student>/", history.final_marks, name="final_history"
    ),
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
    path("breaches/", breaches.breaches, name="breaches"),
    path("breaches/report/", breaches.report, name="report_breach"),
    path("breaches/report/<int:pk>/", breaches.report_of, name="report_breach_of"),
    path("breaches/<int:pk>/", breaches.breach, name="breach"),
    path("breaches/<int:pk>/void/", breaches.void, name="void_operations"),
    path("breaches/<int:pk>/decide/", breaches.decide_operations, name="decide_operations"),
    path("breaches/<int:pk>/unlock/", breaches.unlock, name="unlock_account"),
    path("breaches/<int:pk>/act/", breaches.compose, name="make_breach_act"),
    path("breaches/<int:pk>/<slug:step>/", breaches.save, name="save_breach"),
    path("breaches/act/<int:pk>.pdf", breaches.act, name="breach_act"),
]
