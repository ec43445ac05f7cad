from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import behind, having
from accounts.models import Right
from school.versions import version_to_set_up

from . import access, actions, screens, tasks
from .fet import write_fet
from .forms import ApplyForm, UploadForm

UNPROCESSABLE = 422


@require_GET
@behind(having(Right.IMPORT), "Импорт")
def imports(request):
    return _imports(request, UploadForm())


@require_POST
def upload(request):
    access.jobs_to_see(request.rights)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            job = actions.upload(
                kind=data["kind"],
                name=data["file"].name,
                chunks=data["file"].chunks(),
                starts_on=data["starts_on"],
                by=request.user,
                now=request.now,
            )
        except actions.Refused as error:
            form.add_error("file", str(error))
        else:
            tasks.soon(tasks.check_import, job.pk)
            return redirect("exchange:preview", job.pk)
    return _imports(request, form, status=UNPROCESSABLE)


@require_GET
def preview(request, pk):
    job = access.job_to_see(request.rights, pk)
    if request.GET.get("undo") and access.may_undo(job, request.now):
        return render(request, "exchange/undo.html", {"screen": screens.undo_screen(job)})
    show = request.GET.get("show", "")
    screen = screens.job_screen(
        job, now=request.now, show=show if show in screens.STATES else "", page=request.GET.get("page")
    )
    return render(request, "exchange/preview.html", {"screen": screen})


@require_GET
def status(request, pk):
    """The line that is polled while the worker is at it; then the page is asked for anew."""
    job = access.job_to_see(request.rights, pk)
    if job.is_under_way:
        return render(request, "exchange/_under_way.html", {"job": job})
    return HttpResponse(headers={"HX-Refresh": "true"})


@require_POST
def apply(request, pk):
    """Let the file in, or take back what it did."""
    job = access.job_to_see(request.rights, pk)
    form = ApplyForm(request.POST)
    form.is_valid()
    skip_refused, undo = form.cleaned_data["skip_refused"], form.cleaned_data["undo"]
    try:
        if undo:
            job = actions.begin_undo(job=job, by=request.user, now=request.now)
            tasks.soon(tasks.undo_import, job.pk)
            return redirect("exchange:preview", job.pk)
        job = actions.begin(job=job, skip_refused=skip_refused, by=request.user, now=request.now)
    except actions.Refused as error:
        messages.error(request, str(error))
    else:
        tasks.soon(tasks.apply_import, job.pk, skip_refused)
    return redirect("exchange:preview", job.pk)


def _imports(request, form, status=200):
    jobs = screens.imports_screen(access.jobs_to_see(request.rights))
    return render(request, "exchange/imports.html", {"form": form, "jobs": jobs}, status=status)


@require_GET
def export_timetable(request, pk):
    """The file FET opens, with the lessons that stand locked where they are."""
    version = version_to_set_up(request.rights, request.year, pk)
    data = write_fet(actions.file_of(version, on=request.day))
    name = f"timetable-{version.starts_on:%Y-%m-%d}.fet"
    return HttpResponse(
        data,
        content_type="application/xml",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
