from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import behind, having
from accounts.models import Right
from reports.views.handing import MEDIA_TYPES, hand_out
from school.versions import version_to_set_up

from . import access, actions, screens, tasks
from .fet import write_fet
from .forms import ApplyForm, UploadForm
from .lists import LISTS, list_workbook
from .oneroster.writing import V11, V12, write_bundle
from .underway import under_way

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
        job,
        now=request.now,
        show=show if show in screens.STATES else "",
        page=request.GET.get("page"),
    )
    return render(request, "exchange/preview.html", {"screen": screen})


@require_GET
def status(request, pk):
    """The line that is polled while the worker is at it; then the page is asked for anew."""
    job = access.job_to_see(request.rights, pk)
    if job.is_under_way:
        return render(request, "exchange/_under_way.html", {"job": job, "told": under_way(job)})
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
    may_export = Right.EXPORT in request.rights and request.year is not None
    context = {"form": form, "jobs": jobs, "lists": LISTS.values(), "may_export": may_export}
    return render(request, "exchange/imports.html", context, status=status)


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


@require_GET
def template(request, kind):
    """A blank to fill in (`?format=csv`), or the list as it is now (`?filled=1`), which is noted as taken out."""
    is_filled = bool(request.GET.get("filled")) and request.year is not None
    form = access.list_to_fill(request.rights, kind, is_filled=is_filled)
    year, on = actions.year_of_blank(kind, request.year, request.day, request.today)
    if is_filled:
        rows, people = actions.filled_list(form, year=year, on=on)
        return hand_out(
            request, title=f"{form.title}, список для правки", people=people, suffix=".xlsx",
            make=lambda mark: list_workbook(form, rows, watermark=mark.words),
        )  # fmt: skip
    suffix = ".csv" if request.GET.get("format") == "csv" else ".xlsx"
    content = actions.blank_of(form, year=year, suffix=suffix)
    headers = {"Content-Disposition": content_disposition_header(True, f"{form.title}{suffix}")}
    return HttpResponse(content, content_type=MEDIA_TYPES[suffix], headers=headers)


@require_GET
@behind(having(Right.EXPORT), "Выгрузка OneRoster")
def export_oneroster(request):
    """The year as a bundle; a journal without a year has nothing to give."""
    if request.year is None:
        raise Http404
    version = V11 if request.GET.get("version") == V11 else V12
    tables = actions.bundle_of(request.year, on=request.day, version=version)
    title = f"OneRoster {version}, {request.year.title.replace('/', '-')}"
    return hand_out(
        request, title=title, people=len(tables["users"]), suffix=".zip",
        make=lambda mark: write_bundle(tables, version=version),
    )  # fmt: skip
