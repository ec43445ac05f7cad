"""The schedule of control works: read by the staff; asked for, decided, published on one page of forms (SCH-11)."""

from datetime import date

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import behind
from accounts.keys import is_key, key_of
from accounts.models import Right
from journal.screens.work_days import days_for_section, days_for_work
from journal.screens.works import Reader, month_screen, works_screen
from school import control_work_doors as access
from school.access import TEACHER
from school.actions import work_schedules
from school.actions import works as actions
from school.forms.works import AddForm, AskForm, DecideForm, LimitsForm, PublishForm
from school.screens.works import adding, limits_kept
from school.views.forms import attempt, done, form_page, posted
from school.words import date_dots

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])
PAGE = "year:works"


def _number(request, name):
    return key_of(request.POST.get(name) or request.GET.get(name))


def _month(request):
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')[:7]}-01")
    except ValueError:
        return None


def reader_of(request):
    """Own journals are asked for of teachers only."""
    own = frozenset()
    if TEACHER in request.roles:
        found = access.sections_to_ask_for(request.user, year=request.year, on=request.day)
        own = frozenset(one.pk for one in found)
    sees = bool(access.SEEING_DRAFTS & request.rights)
    return Reader(own, sees, Right.YEAR in request.rights)


@require_safe
@behind(access.must_read_works, "Контрольные работы")
def works(request):
    year = request.year
    if year is None:
        return render(request, "school/year/no_year.html", {"manages": False})
    reader = reader_of(request)
    days = {"on": request.day, "today": request.today}
    context = {"reader": reader, "edit": reverse("year:edit_works") if reader.decides else ""}
    school_class = access.class_shown(year, _number(request, "class"))
    if school_class:
        month = month_screen(year, school_class, month=_month(request), reader=reader, **days)
        return render(request, "school/year/works_month.html", {"screen": month} | context)
    screen = works_screen(year, half=_number(request, "half"), reader=reader, **days)
    return render(request, "school/year/works.html", {"screen": screen} | context)


@READ_AND_SEND
@behind(access.must_arrange_works, "Заявки на контрольные")
def edit_works(request):
    """`do` says what: ask, decide, agree, add, publish, limits."""
    access.must_have_year(request.year)
    usual = "add" if Right.YEAR in request.rights else "ask"
    asked = request.POST.get("do") or request.GET.get("do", "")
    return FORMS.get(asked, FORMS[usual])(request)


def ask(request):
    own = list(access.sections_to_ask_for(request.user, year=request.year, on=request.day))
    key = _number(request, "section")
    section = (
        access.section_to_ask_for(request.user, key, year=request.year, on=request.day)
        if key
        else None
    )
    initial = {"section": key, "date": request.GET.get("date", "")[:10], "number": _number(request, "number")}  # fmt: skip
    form = AskForm(posted(request), sections=own, initial=initial)
    if form.is_valid():
        asked = attempt(
            form,
            lambda: actions.ask_for_work(
                section=section, facts=form.facts(), by=request.user, now=request.now
            ),
        )
        if asked:
            return done(request, f"Заявка на {date_dots(asked.date)} отправлена. Её решит заместитель директора.", PAGE)  # fmt: skip
    days = days_for_section(section, request.day, request.year.ends_on) if section else None
    context = {"section": section, "own": own, "days": days, "do": "ask"}
    return form_page(request, form, "school/year/ask_work.html", **context)


def decide(request):
    row = access.work_to_see(
        request.user, _number(request, "work") or 0,
        rights=request.rights, year=request.year, on=request.day,
    )  # fmt: skip
    decides = Right.YEAR in request.rights
    initial = {"work": row.pk, "seen": row.version, "date": row.date, "number": row.number}
    form = DecideForm(posted(request), row=row, decides=decides, initial=initial)
    if form.is_valid() and (saved := attempt(form, lambda: _decided(request, row, form))):
        return done(request, f"{saved.subject.name}, {date_dots(saved.date)}: {saved.get_status_display()}.", PAGE)  # fmt: skip
    against, days = days_for_work(row, request.day, request.year.ends_on) if decides else ((), None)
    context = {"row": row, "against": against, "days": days, "decides": decides, "do": "decide"}
    return form_page(request, form, "school/year/decide_work.html", **context)


def _decided(request, row, form):
    data = form.cleaned_data
    signed = {"work": row, "seen": data["seen"], "by": request.user, "now": request.now}
    if data["decision"] == form.BACK:
        return actions.take_request_back(**signed)
    signed["reason"] = data["reason"]
    if data["decision"] == form.AGREE:
        return actions.agree_work(**signed)
    if data["decision"] == form.MOVE:
        return actions.move_work(day=data["date"], number=data["number"], **signed)
    return actions.end_work(**signed)


def agree(request):
    """Ticked requests of the list, all at once; those against rules are decided one by one."""
    access.must_decide(request.rights)
    if request.method != "POST":
        return redirect(PAGE)
    ticked = dict(filter(None, map(_seen, request.POST.getlist("take"))))
    works = access.works_to_decide(ticked, year=request.year)
    made, left = actions.agree_in_order(works=works, by=request.user, now=request.now)
    text = f"Согласовано работ: {len(made)}."
    if left:
        text += f" Не согласовано: {left}. Они расходятся с нормами или их уже изменили, посмотрите каждую."
    return done(request, text, PAGE)


def _seen(text):
    """«17:1»: the key of a work and its version on the page."""
    key, _, version = text[:40].partition(":")
    return (int(key), int(version)) if is_key(key) and is_key(version) else None


def add(request):
    access.must_decide(request.rights)
    offered = adding(request.year)
    form = AddForm(posted(request), subjects=offered.subjects, classes=offered.classes)
    if form.is_valid():
        data = form.cleaned_data
        facts = form.facts(level=data["level"], source=data["source"])
        subject = form.chosen_subject()
        made = attempt(
            form,
            lambda: actions.add_works(
                year=request.year, classes=offered.learning(form.chosen_classes(), subject),
                subject=subject, facts=facts, reason=data["reason"], by=request.user, now=request.now,
            ),
        )  # fmt: skip
        if made:
            return done(request, f"В график внесено работ: {len(made)}.", PAGE)
    return form_page(request, form, "school/year/add_works.html", do="add")


def publish(request):
    """The half in the address: published, published anew, or withdrawn."""
    access.must_decide(request.rights)
    days = {"on": request.day, "today": request.today}
    reader = Reader(sees_drafts=True, decides=True)
    screen = works_screen(request.year, half=_number(request, "half"), reader=reader, **days)
    half = screen.half
    form = PublishForm(posted(request))
    if form.is_valid():
        term = {"year": request.year, "starts_on": half.starts_on, "ends_on": half.ends_on}
        signed = {"by": request.user, "now": request.now}
        if "withdraw" in request.POST:
            attempt(form, lambda: work_schedules.withdraw_schedule(**term, **signed))
            text = "График снят с публикации: семьи его больше не видят."
        else:
            work_schedules.publish_schedule(**term, **form.cleaned_data, **signed)
            text = "График опубликован: согласованные работы видны в дневниках."
        if not form.errors:
            messages.success(request, text)
            return redirect(f"{reverse(PAGE)}?half={half.number}")
    return form_page(request, form, "school/year/publish_works.html", screen=screen, do="publish")


def limits(request):
    access.must_decide(request.rights)
    form = LimitsForm(posted(request), initial=limits_kept(request.today))
    if form.is_valid():
        made = attempt(
            form,
            lambda: work_schedules.set_work_limits(
                **form.cleaned_data, by=request.user, now=request.now
            ),
        )
        if made:
            return done(request, f"Нормы записаны: {made}.", PAGE)
    return form_page(request, form, "school/year/work_limits.html", do="limits")


FORMS = {
    "ask": ask, "decide": decide, "agree": agree, "add": add, "publish": publish, "limits": limits,
}  # fmt: skip
