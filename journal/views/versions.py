"""A draft of the timetable comes into force, or the last version is taken back: what it does to lessons is shown first."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from journal.actions import Refused
from journal.actions.versions import preview_version, publish_version, withdraw_version
from school.forms.versions import PublishForm
from school.versions import version_to_set_up
from school.views.forms import done, posted
from school.words import count_of, date_dots

UNPROCESSABLE = 422
LESSONS = ("урок", "урока", "уроков")
READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


@READ_AND_SEND
def publish(request, pk):
    """First «Показать, что изменится», then «Ввести в действие» for the very day that was shown."""
    version = version_to_set_up(request.rights, request.year, pk)
    form = PublishForm(posted(request), initial={"starts_on": request.year.clamp(request.day)})
    change = None
    if form.is_valid():
        day, seen = form.cleaned_data["starts_on"], form.cleaned_data["seen"]
        try:
            if seen == day:
                publish_version(timetable=version, starts_on=day, by=request.user, now=request.now)
                text = f"Расписание действует с {date_dots(day)}."
                return done(request, text, "school:versions")
            change = preview_version(timetable=version, starts_on=day, now=request.now)
        except Refused as error:
            form.add_error("starts_on", str(error))
    context = {"version": version, "form": form, "change": change}
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "journal/publish_version.html", context, status=status)


@READ_AND_SEND
def withdraw(request, pk):
    version = version_to_set_up(request.rights, request.year, pk)
    refusal = ""
    if request.method == "POST":
        try:
            change = withdraw_version(timetable=version, by=request.user, now=request.now)
        except Refused as error:
            refusal = str(error)
        else:
            text = "Расписание снова черновик. Вернулось прежнее: "
            text += f"исчезло {count_of(change.go, *LESSONS)}, появилось {count_of(change.come, *LESSONS)}."
            return done(request, text, "school:versions")
    context = {"version": version, "refusal": refusal}
    status = UNPROCESSABLE if refusal else 200
    return render(request, "journal/withdraw_version.html", context, status=status)
