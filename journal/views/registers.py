"""Who is not at the lesson, and the homeroom teacher's register of why."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.keys import key_of
from journal import access, actions, batches, screens
from journal.forms import DayChoice, NoteDecisionForm, ReasonForm, RegisterForm
from school.words import count_of

UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
def take_attendance(request, pk):
    """The register of a lesson: its page, its confirmation by a form, «все присутствуют» from the grid as JSON."""
    lesson = access.lesson_to_fill(request.user, pk, on=request.day)
    screen = screens.register_screen(
        lesson, among=access.pupils_of_lesson(lesson, request.user, on=request.day)
    )
    if request.method == "POST" and request.headers.get("Accept") == "application/json":
        return _everybody_is_here(request, lesson, screen)
    if request.method == "POST":
        return _confirmed(request, lesson, screen)
    return _register_page(request, screen, RegisterForm(None, lesson=lesson, rows=screen.rows))


def _confirmed(request, lesson, screen):
    """Written and back where it was asked from; else the same page with what was not written and why."""
    form = RegisterForm(request.POST, lesson=lesson, rows=screen.rows)
    answers = {}
    if form.is_valid():
        try:
            results = actions.fill_lesson(
                lesson=lesson, entries=form.entries(), by=request.user, now=request.now
            )
        except actions.Refused as error:
            form.add_error(None, str(error))
        else:
            answers = form.answers(results)
            if not answers:
                return _back(request, lesson)
    answered = screen.answered(answers, form.absent, form.late)
    return _register_page(request, answered, form, answers)


def _register_page(request, screen, form, answers=None):
    back = request.POST.get("back") or request.GET.get("back")
    context = {"screen": screen, "form": form, "answers": answers, "back": back}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "journal/register.html", context, status=status)


def _back(request, lesson):
    if request.POST.get("back") == "today":
        return redirect("journal:today")
    return redirect("journal:lesson", pk=lesson.pk)


def _everybody_is_here(request, lesson, screen):
    """From the spread, a change among its others: with pupils known to be away; or taken back."""
    signed = {"lesson": lesson, "by": request.user, "now": request.now}
    try:
        is_json = request.content_type == "application/json"
        change = batches.register_change(request.body if is_json else b"")
        if change.takes_back:
            left = actions.take_register_back(**signed)
            answer = {"taken": left.attendance_taken_at is not None}
        else:
            is_first = change.is_first and lesson.attendance_taken_by_id in (None, request.user.pk)
            away = [row.pupil.pk for row in screen.known_away(is_first=is_first)]
            results = actions.everybody_is_here(away=away, **signed)
            answer = batches.confirmed(screen, results, is_first=is_first)
    except (actions.Refused, batches.UnreadableBatch) as error:
        return JsonResponse({"text": str(error)}, status=UNPROCESSABLE)
    return JsonResponse({"results": [{"key": change.key, "outcome": "saved", **answer}]})


@require_GET
def absences(request, pk):
    """The day of a class, and the form that says why a pupil is away."""
    register = access.class_register_to_see(request.user, pk, on=request.day)
    return _day_page(request, register)


@require_POST
def give_reason(request, pk):
    """A line of the register, new or changed; with `withdraw` it is taken away."""
    register = access.class_register_to_fill(request.user, pk, on=request.day)
    if "note" in request.POST:
        return _decide_note(request, register)
    day, line = _asked(request, register)
    form = _reason_form(request, register, day, line, request.POST)
    is_valid = form.is_valid()
    signed = {"by": request.user, "now": request.now}
    try:
        if line and "withdraw" in request.POST:
            _tell(request, actions.take_reason_back(absence=line, **signed))
        elif is_valid:
            _tell(request, actions.give_reason(**form.cleaned_data, absence=line, **signed))
        else:
            return _day_page(request, register, form)
    except actions.Refused as error:
        form.add_error(None, str(error))
        return _day_page(request, register, form)
    return redirect(f"{reverse('journal:absences', args=[pk])}?date={day:%Y-%m-%d}")


def _decide_note(request, register):
    """A parent's note is accepted into the register, or refused with a word to the parent."""
    form = NoteDecisionForm(request.POST)
    if not form.is_valid():
        raise Http404
    day, _ = _asked(request, register)
    asked = form.cleaned_data
    note = access.note_to_decide(register, day, asked["note"])
    signed = {"note": note, "by": request.user, "now": request.now}
    try:
        if asked["act"] == "refuse":
            actions.refuse_note(answer=asked["answer"], **signed)
        else:
            _tell(request, actions.accept_note(reason=asked["reason"] or note.reason, **signed))
    except actions.Refused as error:
        return _day_page(request, register, note_error=str(error))
    return redirect(
        f"{reverse('journal:absences', args=[register.school_class.pk])}?date={day:%Y-%m-%d}"
    )


def _day_page(request, register, form=None, note_error=""):
    day, line = _asked(request, register)
    context = {
        "notes": screens.waiting_notes(register, day),
        "note_error": note_error,
        "reasons": NoteDecisionForm.REASONS,
        "screen": screens.absences_screen(register, day, now=request.now),
        "form": form or _reason_form(request, register, day, line),
        "line": line,
    }
    status = UNPROCESSABLE if form or note_error else 200
    return render(request, "journal/absences.html", context, status=status)


def _reason_form(request, register, day, line, data=None):
    return ReasonForm(
        data,
        initial=ReasonForm.of(line, day, key_of(request.GET.get("student", ""))),
        pupils=access.pupils_of_day(register.school_class, day),
        year=register.school_class.year,
    )


def _asked(request, register):
    """The day that is shown, and the line of the register that is being changed, if any."""
    day = DayChoice(request.GET).day(request.day)
    key = key_of(request.GET.get("line", ""))
    return day, access.absence_to_change(register, day, key) if key else None


def _tell(request, given):
    if given.lessons:
        told = count_of(given.lessons, "урок", "урока", "уроков")
        messages.success(request, f"Причина изменена в журналах: {told}.")
    for lesson, why in given.closed:
        place = f"{lesson.section.title}, {lesson.date:%d.%m.%Y}"
        messages.warning(request, f"{place}: запись осталась прежней. {why}")
