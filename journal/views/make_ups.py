"""Topics that pupils missed, and the protocols by which they passed them later (JRN-7)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from journal import actions
from journal.access import make_ups as access
from journal.forms.make_ups import ProtocolForm
from journal.screens.make_ups import missed_screen, pupil_missed_screen

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def missed(request, pk):
    """A journal's pupils, with `student` the lessons one has missed; sent, a protocol or, with `withdraw`, its end."""
    journal = access.journal_of_missed(request.user, pk, on=request.day)
    if journal.section.is_extracurricular:
        messages.info(request, actions.NO_MARKS)
        return redirect("journal:grid", pk)
    student = journal.chosen(request.GET.get("student", ""))
    if request.method == "POST" and student:
        access.must_record(journal)
        return _sent(request, journal, student)
    return _page(request, journal, student)


def _sent(request, journal, student):
    signed = {"by": request.user, "now": request.now}
    key = request.POST.get("withdraw")
    protocol = access.protocol_among(journal, student, key) if key else None
    screen = missed_screen(journal, student, now=request.now, on=request.day)
    form = ProtocolForm(request.POST, screen=screen)
    try:
        if protocol:
            done = actions.withdraw_protocol(protocol=protocol, **signed)
            messages.success(request, f"Снят {done}. Темы снова ждут сдачи.")
        elif form.is_valid():
            done = actions.record_protocol(
                section=journal.section, student=student, **form.protocol(), **signed
            )
            messages.success(request, f"Записан {done}.")
        else:
            return _page(request, journal, student, form)
    except actions.Refused as refused:
        if protocol:
            messages.error(request, str(refused))
        else:
            form.add_error(None, str(refused))
            return _page(request, journal, student, form)
    return redirect(f"{reverse('journal:missed', args=[journal.section.pk])}?student={student.pk}")


def _page(request, journal, student, form=None):
    screen = missed_screen(journal, student, now=request.now, on=request.day)
    own = [pk for pk, _ in screen.staff if pk == access.staff_key(request.user)]
    initial = {"date": request.day, "member1": own[0] if own else None}
    context = {"screen": screen, "form": form or ProtocolForm(screen=screen, initial=initial)}
    status = UNPROCESSABLE if form else 200
    return render(request, "journal/missed.html", context, status=status)


@require_GET
def pupil_missed(request, pk):
    """The same of one pupil by journals, to read."""
    student, sections = access.journals_of_pupil(request.user, pk, on=request.day)
    screen = pupil_missed_screen(student, sections, now=request.now, on=request.day)
    return render(request, "journal/pupil_missed.html", {"screen": screen})
