"""A parent's notes of absence: written in the diary, decided on the page of absentees."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.keys import key_or_404
from journal import actions, screens
from journal.access import notes as access
from journal.forms import NoteForm

UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
@never_cache
def absence_notes(request, student):
    """The family's notes with what became of them, and a new one; with `withdraw` one is taken back."""
    family = access.children_of_parent(request.user, student, today=request.today)
    if request.year is None:
        raise Http404
    if "withdraw" in request.POST:
        _withdraw(request, family.child, request.POST["withdraw"])
        return redirect("journal:absence_notes", student)
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_absence(
                student=family.child, **form.cleaned_data, by=request.user, now=request.now
            )
        except actions.Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Записка отправлена классному руководителю.")
            return redirect("journal:absence_notes", student)
    context = {"screen": screens.notes_screen(family), "form": form}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "journal/absence_notes.html", context, status=status)


def _withdraw(request, child, key):
    """One that the homeroom teacher has decided meanwhile stays, and the page says so."""
    note = access.note_to_withdraw(request.user, child, key_or_404(key))
    try:
        actions.withdraw_note(note=note, by=request.user, now=request.now)
    except actions.Refused as error:
        messages.error(request, str(error))


def _form(request):
    first = {"starts_on": request.day, "ends_on": request.day, "reason": "illness"}
    data = request.POST if request.method == "POST" else None
    return NoteForm(data, initial=first, year=request.year, today=request.today)
