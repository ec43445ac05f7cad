"""A parent's notes of absence: written in the diary, decided on the page of absentees."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

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
    form = _form(request)
    if request.method == "POST":
        try:
            if "withdraw" in request.POST or form.is_valid():
                _write(request, family.child, form)
                return redirect("journal:absence_notes", student)
        except actions.Refused as error:
            form.add_error(None, str(error))
    context = {"screen": screens.notes_screen(family), "form": form}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "journal/absence_notes.html", context, status=status)


def _write(request, child, form):
    signed = {"by": request.user, "now": request.now}
    key = request.POST.get("withdraw", "")
    if not key:
        actions.propose_absence(student=child, **form.cleaned_data, **signed)
        messages.success(request, "Записка отправлена классному руководителю.")
        return
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Http404
    note = access.note_to_withdraw(request.user, child, int(key))
    actions.withdraw_note(note=note, **signed)


def _form(request):
    is_new = request.method == "POST" and "withdraw" not in request.POST
    first = {"starts_on": request.day, "ends_on": request.day, "reason": "illness"}
    data = request.POST if is_new else None
    return NoteForm(data, initial=first, year=request.year, today=request.today)
