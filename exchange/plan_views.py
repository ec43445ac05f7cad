"""A plan read from a file: shown in its table for the teacher to look at, written by the table's own button."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from journal.views.plans import CLOSED, UNPROCESSABLE, plan_page, unsaved_page
from school.lesson_plans import plan_to_edit

from .forms import PlanFileForm
from .plan_files import read_uploaded


@require_POST
def read_file(request, pk):
    found = plan_to_edit(request.user, pk, on=request.day)
    if not found.is_open:
        messages.error(request, f"{CLOSED} Файл не прочитан.")
        return redirect("journal:plan", pk)
    form = PlanFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return plan_page(request, found, file=form, status=UNPROCESSABLE)
    file = form.cleaned_data["file"]
    reading = read_uploaded(file.chunks(), name=file.name)
    if not reading.lines:
        return plan_page(request, found, file=form, faults=reading.faults, status=UNPROCESSABLE)
    return unsaved_page(request, found, reading.lines, faults=reading.faults, unsaved=file.name)
