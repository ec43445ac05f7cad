"""The school's regulation: read by the staff, decided setting by setting from a day on."""

from datetime import date

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.doors import behind
from accounts.models import Right
from school.actions.regulation import decide_setting, withdraw_setting
from school.deciding import must_read_rules, must_set_year
from school.forms.regulation import SettingForm
from school.screens.regulation import regulation_screen

from .forms import UNPROCESSABLE, attempt, done, posted

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


@READ_AND_SEND
@behind(must_read_rules, "Положение школы")
def regulation(request):
    if request.method == "POST":
        must_set_year(request.rights)
    name = (request.POST.get("change") or request.GET.get("change", ""))[:40]
    screen = regulation_screen(today=request.today, changed=name)
    manages = Right.YEAR in request.rights
    form = None
    if manages and screen.changed:
        form = SettingForm(posted(request), row=screen.changed, today=request.today)
        if form.is_bound and (text := _changed(request, form, name)):
            return done(request, text, "year:regulation")
        if form.non_field_errors():
            form.see(screen.changed)
    context = {"screen": screen, "manages": manages, "form": form}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "school/year/regulation.html", context, status=status)


def _changed(request, form, name):
    """Decide or take back; returns what to tell, or nothing where the form says why not."""
    how = {"name": name, "by": request.user, "now": request.now}
    if day := _day(request.POST.get("withdraw", "")):
        form.is_valid()
        shown = request.POST.get("shown", "")[:40]
        attempt(form, lambda: withdraw_setting(starts_on=day, shown=shown, **how))
        return "" if form.non_field_errors() else "Решение отменено."
    if not form.is_valid():
        return ""
    data = form.cleaned_data
    saved = attempt(
        form,
        lambda: decide_setting(
            value=data["value"], starts_on=data["starts_on"], decree=form.decree(), shown=data["shown"], **how
        ),
    )  # fmt: skip
    return "Настройка записана." if saved else ""


def _day(text):
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
