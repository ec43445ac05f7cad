from django.urls import path

from .views import closing, corrections, plans, sheets, substitutions

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
    path("lessons/<int:pk>/correction/", corrections.ask_about_lesson, name="ask_about_lesson"),
    path(
        "<int:pk>/<int:period>/correction/<int:student>/",
        corrections.ask_about_period,
        name="ask_about_period",
    ),
    path("<int:pk>/<int:period>/close/", closing.close, name="close_period"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/<int:pk>/", corrections.correction, name="correction"),
    path("corrections/<int:pk>/decide/", corrections.decide, name="decide_correction"),
    path("corrections/<int:pk>/withdraw/", corrections.withdraw, name="withdraw_correction"),
    path("locks/", closing.locks, name="locks"),
    path("locks/<int:pk>/", closing.lock, name="lock"),
    path("locks/<int:pk>/open/", closing.reopen, name="reopen_period"),
    path("locks/<int:pk>/close/", closing.close_again, name="close_again"),
    path("substitutions/", substitutions.substitutions, name="substitutions"),
    path("substitutions/decide/", substitutions.decide, name="decide_lessons"),
    path("substitutions/absences/", substitutions.add_absence, name="add_absence"),
    path("substitutions/absences/<int:pk>/", substitutions.finish_absence, name="end_absence"),
    path("lessons/<int:pk>/move/", substitutions.move, name="move_lesson"),
    path("lessons/<int:pk>/restore/", substitutions.restore, name="restore_lesson"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/save/", plans.save_plan, name="save_plan"),
    path("plans/<int:pk>/decide/", plans.decide_plan, name="decide_plan"),
    path("plans/journals/<int:pk>/", plans.section_plan, name="section_plan"),
    path("plans/journals/<int:pk>/new/", plans.new_plan, name="new_plan"),
]
