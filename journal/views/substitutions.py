"""The day of substitutions: who is away, who holds the lessons, what is cancelled and moved."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doors import behind, having
from accounts.models import Right
from journal import access, actions, screens
from journal.forms import AbsenceForm, DayChoice, DayForm, MoveForm
from school.actions import Refused, end_absence, record_absence

UNPROCESSABLE = 422


@require_GET
@behind(having(Right.SUBSTITUTIONS), "Замены")
def substitutions(request):
    return _page(request, DayChoice(request.GET).day(request.day))


@require_POST
@behind(having(Right.SUBSTITUTIONS), "Замены")
def add_absence(request):
    form = AbsenceForm(request.POST, staff=access.staff_to_order(on=request.day))
    if form.is_valid():
        try:
            absence = record_absence(**form.cleaned_data, by=request.user, now=request.now)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return _back(absence.starts_on)
    return _page(request, DayChoice(request.POST).day(request.day), absence=form)


@require_POST
@behind(having(Right.SUBSTITUTIONS), "Замены")
def decide(request):
    """Lessons of one teacher; the whole form stays as typed where one of them is refused."""
    day = DayChoice(request.POST).day(request.day)
    screen = screens.substitutions_screen(
        access.lessons_to_order(request.user, on=request.day), day
    )
    teacher = screen.away_with(request.POST.get("teacher", ""))
    if teacher is None:
        messages.error(request, "Отсутствие этого учителя снято. Список замен показан заново.")
        return _back(day)
    form = DayForm(request.POST, teacher=teacher)
    if form.is_valid():
        try:
            actions.decide_lessons(
                decisions=form.decisions(),
                lessons=[one.lesson for one in teacher.lessons],
                absent=teacher.absence.teacher,
                ground=form.ground(),
                by=request.user,
                now=request.now,
            )
        except actions.Refused as error:
            form.add_error(None, str(error))
        else:
            return _back(day)
    return _page(request, day, decisions=form)


@require_POST
def finish_absence(request, pk):
    """The last day of it; an empty one says that there was none."""
    absence = access.absence_to_end(request.rights, pk)
    form = DayChoice(request.POST)
    try:
        if form.is_valid():
            end_absence(absence=absence, ends_on=form.day(None), by=request.user, now=request.now)
        else:
            messages.error(
                request, "Последний день отсутствия: напишите дату, например 15.09.2025."
            )
    except Refused as error:
        messages.error(request, str(error))
    return _back(DayChoice({"date": request.POST.get("shown", "")}).day(request.day))


@require_http_methods(["GET", "POST"])
def move(request, pk):
    lesson = access.lesson_to_order(request.user, pk, on=request.day)
    form = MoveForm(request.POST or None, initial={"date": lesson.date, "number": lesson.number})
    if form.is_valid():
        try:
            moved = actions.move_lesson(
                lesson=lesson,
                day=form.cleaned_data["date"],
                number=form.cleaned_data["number"],
                ground=form.ground(),
                by=request.user,
                now=request.now,
            )
        except actions.Refused as error:
            form.add_error(None, str(error))
        else:
            _tell_meetings(request, moved)
            return _back(moved.date)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "journal/move.html", {"lesson": lesson, "form": form}, status=status)


@require_POST
def restore(request, pk):
    lesson = access.lesson_to_order(request.user, pk, on=request.day)
    try:
        actions.restore_lesson(lesson=lesson, by=request.user, now=request.now)
    except actions.Refused as error:
        messages.error(request, str(error))
    return _back(lesson.date)


def _tell_meetings(request, lesson):
    if meetings := screens.meetings_of(lesson):
        messages.warning(request, f"Урок перенесён. В это же время: {'; '.join(meetings)}.")


def _page(request, day, *, absence=None, decisions=None):
    lessons = access.lessons_to_order(request.user, on=request.day)
    screen = screens.substitutions_screen(lessons, day)
    forms = [
        decisions
        if decisions and decisions.teacher.absence == teacher.absence
        else DayForm(teacher=teacher)
        for teacher in screen.away
    ]
    absence = absence or AbsenceForm(
        staff=access.staff_to_order(on=request.day), initial={"starts_on": day, "ends_on": day}
    )
    context = {"screen": screen, "forms": forms, "absence_form": absence}
    status = UNPROCESSABLE if absence.is_bound or decisions else 200
    return render(request, "journal/substitutions.html", context, status=status)


def _back(day):
    return redirect(f"{reverse('journal:substitutions')}?date={day:%Y-%m-%d}")
