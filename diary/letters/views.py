"""Pages of words to families: the list, a new one, who has read it; and what the family sends back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import behind
from accounts.keys import key_or_404
from diary.screens import start_of_diary
from school.rulebook import regulation_on
from school.views.forms import UNPROCESSABLE, attempt, form_page, posted

from . import access, actions, screens
from .forms import BOTH, PARENTS, AnswerForm, BackForm, LetterForm, WithdrawalForm
from .quiet import QuietHours

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])
NAMES = ("lesson", "section", "class")


@require_safe
@behind(access.must_write, "Сообщения семьям")
def letters(request):
    found = access.letters_visible_to(request.user, on=request.day)
    number = request.GET.get("page", "1")
    screen = screens.letters_screen(found, user=request.user, number=number, now=request.now)
    return render(request, "diary/letters.html", {"screen": screen})


@READ_AND_SEND
@behind(access.must_write, "Новое сообщение семьям")
def write(request):
    """To whom is in the address; without it one chooses."""
    named = next((name for name in NAMES if name in request.GET), None)
    if named is None:
        offered = access.whom_offered(request.user, year=request.year, on=request.day)
        return render(request, "diary/whom.html", {"offered": offered})
    whom = access.whom_to_write_to(
        request.user, name=named, pk=key_or_404(request.GET[named]), on=request.day
    )
    form = _letter_form(request, whom)
    if form.is_valid() and (letter := attempt(form, lambda: _send(request, whom, form))):
        messages.success(
            request, "Отправлено." if letter.visible_from <= request.now else "Записано."
        )
        return redirect("diary:letter", letter.pk)
    context = {"whom": whom, "quiet": QuietHours.of(regulation_on(request.day))}
    return form_page(request, form, "diary/letter_form.html", **context)


def _send(request, whom, form):
    try:
        return actions.write_letter(
            whom=whom, words=form.words(), form=form.cleaned_data["form"],
            regulation=regulation_on(request.day), by=request.user, now=request.now,
        )  # fmt: skip
    except actions.NamesAnotherChild as error:
        form.ask_about(error.found)
        raise


def _letter_form(request, whom):
    """With the pupil and the kind that the address names."""
    day = whom.lesson.date if whom.lesson else request.day
    year = (whom.section or whom.school_class).year
    kind = request.GET.get("kind", "remark" if whom.lesson else "message")
    initial = {
        "kind": kind, "pupil": request.GET.get("student"), "day": day,
        "to": BOTH if kind != "message" else PARENTS,
    }  # fmt: skip
    return LetterForm(
        posted(request), pupils=access.pupils_of(whom, day), initial=initial, of_lesson=bool(whom.lesson),
        first=year.starts_on, last=request.day, may_be_urgent=access.may_be_urgent(request.rights),
    )  # fmt: skip


@READ_AND_SEND
@behind(access.must_write, "Сообщение семьям и кто прочитал")
def letter(request, pk):
    """Who has read it and when; the author withdraws it, notes what was given on paper, reads the answers."""
    found = access.letter_to_see(request.user, pk, on=request.day)
    form = WithdrawalForm()
    if request.method == "POST":
        found = access.letter_to_change(request.user, pk, on=request.day)
        form = WithdrawalForm(request.POST)
        if _note(request, found, form):
            return redirect("diary:letter", pk)
    pupils = access.pupils_shown_of(found, request.user, on=request.day)
    screen = screens.letter_screen(
        found, pupils, user=request.user, today=request.today, now=request.now
    )
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "diary/letter.html", {"screen": screen, "form": form}, status=status)


def _note(request, letter, form):
    """What the author does with the letter; False where a withdrawal says no reason."""
    act, who = request.POST.get("act"), {"by": request.user, "now": request.now}
    if act == "answers":
        actions.read_answers(letter=letter, **who)
    elif act == "paper":
        of, reader = access.reader_on_paper(
            letter, request.POST.get("of", ""), request.POST.get("reader", ""), today=request.today
        )
        actions.give_on_paper(of=of, reader=reader, **who)
    elif form.is_valid():
        actions.withdraw_letter(letter=letter, reason=form.cleaned_data["reason"], **who)
        messages.success(request, "Сообщение отозвано: семьи его больше не видят.")
    else:
        return False
    return True


@require_POST
@never_cache
def from_family(request, pk):
    """The family has read a letter, or answers it."""
    of = access.letter_in_diary(
        request.user, pk, on=request.day, today=request.today, now=request.now
    )
    if request.POST.get("act") == "answer":
        form = AnswerForm(request.POST)
        if not form.is_valid():
            messages.error(request, "Ответ не отправлен. " + " ".join(form.errors["text"]))
        else:
            actions.answer_letter(
                of=of, text=form.cleaned_data["text"], by=request.user, now=request.now
            )
            messages.success(request, "Ответ отправлен.")
    else:
        actions.read_letter(of=of, by=request.user, now=request.now)
    week = BackForm(request.POST).day(start_of_diary(request.day))
    return redirect("diary:week", of.student_id, week)
