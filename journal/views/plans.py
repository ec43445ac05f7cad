"""Calendar-thematic plans: the list, a plan as a table, its approval, its topics on lessons (SCH-9)."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import behind
from accounts.keys import key_of
from journal import access
from journal.forms import SectionSearch
from journal.forms.plans import (
    FULL,
    HeadForm,
    LostForm,
    NewPlanForm,
    PasteForm,
    PlanDecisionForm,
    Shown,
    lines_form,
    posted_lines,
    rearranged,
    typed_lines,
)
from journal.screens.plan import plan_lessons_screen, plan_screen, sources_of
from journal.screens.plans import plans_screen
from school import lesson_plans as plans_of_school
from school.actions import Refused, Stale
from school.actions import lesson_plans as actions
from school.plan_lines import MOST_LINES

UNPROCESSABLE = 422
CLOSED = "Этот план сейчас не правят: он на утверждении или уже утверждён."
MOVES = (
    ("up", "Выше"),
    ("down", "Ниже"),
    ("insert", "Вставить пустую перед"),
    ("remove", "Убрать"),
)


@require_safe
@behind(access.must_be_staff, "Планирование")
def plans(request):
    search = SectionSearch(request.GET)
    q = search.cleaned_data["q"] if search.is_valid() else ""
    screen = plans_screen(
        request.user, year=request.year, show=request.GET.get("show", ""), q=q, rights=request.rights,
        on=request.day,
    )  # fmt: skip
    return render(request, "journal/plans.html", {"screen": screen})


@require_http_methods(["GET", "HEAD", "POST"])
def new_plan(request, pk):
    section = plans_of_school.section_to_plan(request.user, pk, on=request.day)
    sections = plans_of_school.sections_to_plan(request.user, section, on=request.day)
    form = NewPlanForm(
        request.POST if request.method == "POST" else None, sections=sections,
        sources=sources_of(section, request.user, on=request.day), initial={"sections": [pk]},
    )  # fmt: skip
    if form.is_valid():
        made = _attempt(form, lambda: _make(request, form))
        if made:
            return redirect("journal:plan", made.pk)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "journal/new_plan.html", {"form": form, "section": section}, status=status)  # fmt: skip


def _make(request, form):
    source, sections = form.copied(), form.chosen()
    classes = ", ".join(dict.fromkeys(section.classes_text for section in sections))
    title = f"{sections[0].subject.name}, {classes}"[:160]
    return actions.make_plan(
        teacher=plans_of_school.teacher_of(request.user), sections=sections, title=title,
        lines=plans_of_school.lines_of(source) if source else [], copied_from=source,
        by=request.user, now=request.now,
    )  # fmt: skip


@require_safe
def plan(request, pk):
    found = plans_of_school.plan_to_see(request.user, pk, on=request.day)
    return plan_page(request, found)


@require_POST
def save_plan(request, pk):
    """What its teacher does with it, by the button: `act`."""
    found = plans_of_school.plan_to_edit(request.user, pk, on=request.day)
    return ACTS.get(request.POST.get("act", ""), _save)(request, found)


@require_POST
def decide_plan(request, pk):
    found = plans_of_school.plan_to_decide(request.user, pk, on=request.day)
    form = PlanDecisionForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        is_approved = given["decision"] == "approve"
        decided = _attempt(
            form,
            lambda: actions.decide_plan(
                plan=found, approve=is_approved, remark=given["remark"], version=given["version"],
                by=request.user, now=request.now,
            ),
        )  # fmt: skip
        if decided:
            messages.success(request, "План утверждён." if is_approved else "План возвращён.")
            return redirect("journal:plan", pk)
    return plan_page(request, found, decision=form, status=UNPROCESSABLE)


@require_safe
def section_plan(request, pk):
    """The plan on the lessons of a journal; with two days in the address, what their loss would change."""
    section = access.section_to_see(request.user, pk, on=request.day)
    form = LostForm(request.GET if "first" in request.GET else None)
    lost = None
    if form.is_valid():
        lost = form.cleaned_data["first"], form.cleaned_data["last"]
    screen = plan_lessons_screen(section, request.user, on=request.day, lost=lost)
    context = {"screen": screen, "form": form}
    return render(request, "journal/plan_lessons.html", context)


# --- The page of a plan ----------------------------------------------------------------------------
def plan_page(
    request, found, shown=None, *, decision=None, status=200, screen=None, file=None, faults=()
):
    """The table with what stands beside it; `shown` are its forms where they are not as it is written.

    `file` is the form of a file that was not read, `faults` what is wrong in it.
    """
    screen = screen or plan_screen(found, request.user, on=request.day)
    shown = shown or Shown(
        _head(screen), lines_form(screen.lines), PasteForm(), faults=tuple(faults)
    )
    form = decision or PlanDecisionForm(initial={"version": found.version})
    context = {"screen": screen, "shown": shown, "decision": form, "acts": MOVES, "file": file}
    return render(request, "journal/plan.html", context, status=status)


def _head(screen, data=None):
    initial = {
        "title": screen.plan.title,
        "sections": [section.pk for section in screen.sections],
        "version": screen.plan.version,
    }
    return HeadForm(data, sections=screen.among, initial=initial)


def unsaved_page(request, found, lines, *, ticked=(), faults=(), unsaved="", paste=None, status=200):  # fmt: skip
    """Lines that are not written yet, in the table for its teacher to look at."""
    screen = plan_screen(found, request.user, on=request.day)
    head = _head(screen, request.POST if "title" in request.POST else None)
    if head.is_bound and not found.is_open:
        head.add_error(None, CLOSED)
        status = UNPROCESSABLE
    paste = paste or PasteForm()
    shown = Shown(head, lines_form(lines), paste, frozenset(ticked), tuple(faults), unsaved)
    return plan_page(request, found, shown, screen=screen, status=status)


# --- What its teacher does -------------------------------------------------------------------------
def _save(request, found, *, then: Callable | None = None):
    screen = plan_screen(found, request.user, on=request.day)
    head, table = _head(screen, request.POST), posted_lines(request.POST)
    # Both, so that everything wrong is told at once.
    if all([head.is_valid(), table.is_valid()]):
        try:
            with transaction.atomic():
                saved = actions.save_plan(
                    plan=found, lines=table.lines(), title=head.cleaned_data["title"], sections=head.chosen(),
                    version=head.cleaned_data["version"], by=request.user, now=request.now,
                )  # fmt: skip
                if then:
                    then(saved)
        except Refused as refused:
            head.add_error(None, str(refused))
            if isinstance(refused, Stale):
                head.data = head.data.copy()
                head.data["version"] = str(found.version)
        else:
            messages.success(
                request, "План отправлен на утверждение." if then else "План сохранён."
            )
            return redirect("journal:plan", found.pk)
    shown = Shown(head, table, PasteForm())
    return plan_page(request, found, shown, screen=screen, status=UNPROCESSABLE)


def _send(request, found):
    return _save(
        request,
        found,
        then=lambda saved: actions.send_plan(
            plan=saved, version=saved.version, by=request.user, now=request.now
        ),
    )


def _rearrange(request, found):
    lines, ticked = rearranged(request.POST["act"], *typed_lines(request.POST))
    return unsaved_page(request, found, lines, ticked=ticked)


def _paste(request, found):
    lines, ticked = typed_lines(request.POST)
    form = PasteForm(request.POST)
    pasted, faults = form.read() if form.is_valid() and form.cleaned_data["text"] else ([], ())
    if len(lines) + len(pasted) > MOST_LINES:
        form.add_error("text", FULL)
        pasted = []
    if not pasted:
        status = UNPROCESSABLE if form.errors else 200
        return unsaved_page(request, found, lines, ticked=ticked, faults=faults, paste=form, status=status)  # fmt: skip
    place = max(ticked) + 1 if ticked else len(lines)
    return unsaved_page(request, found, [*lines[:place], *pasted, *lines[place:]], faults=faults)


def _take_back(request, found):
    return _done(request, found, lambda: actions.take_back(plan=found, by=request.user, now=request.now))  # fmt: skip


def _revise(request, found):
    return _done(request, found, lambda: actions.revise_plan(plan=found, by=request.user, now=request.now))  # fmt: skip


def _remove(request, found):
    def remove():
        actions.remove_plan(
            plan=found, version=key_of(request.POST.get("version")) or 0, by=request.user, now=request.now
        )  # fmt: skip

    return _done(request, found, remove, to="journal:plans")


def _compact(request, found):
    """The proposal for a journal, as it was shown: into this plan where it serves that journal alone, else a variant."""
    section = access.section_to_see(
        request.user, key_of(request.POST.get("section")) or 0, on=request.day
    )
    screen = plan_lessons_screen(section, request.user, on=request.day)
    answer = redirect("journal:section_plan", section.pk)
    as_shown = str(len(screen.binding.rest)) == request.POST.get("over")
    if screen.plan is None or screen.plan.pk != found.pk or screen.proposal is None or not as_shown:
        messages.error(request, "Пока вы смотрели, план или уроки изменились. Посмотрите предложение ещё раз.")  # fmt: skip
        return answer
    lines = screen.proposal.lines
    version = key_of(request.POST.get("version")) or 0

    def act():
        if found.is_open and len(plans_of_school.served_by(found)) == 1:
            return actions.save_plan(
                plan=found, lines=lines, version=version, by=request.user, now=request.now
            )
        return actions.revise_plan(
            plan=found, sections=[section], lines=lines, by=request.user, now=request.now
        )

    return _done(request, found, act, otherwise=answer)


def _done(request, found, act, *, to="journal:plan", otherwise=None):
    """Do it and show the plan it is about; a refusal is told there, or where it was asked."""
    try:
        made = act()
    except Refused as refused:
        messages.error(request, str(refused))
        return otherwise or redirect("journal:plan", found.pk)
    return redirect(to, made.pk) if made else redirect(to)


def _attempt(form, act):
    try:
        return act()
    except Refused as refused:
        form.add_error(None, str(refused))
        return None


ACTS = {
    "save": _save,
    "send": _send,
    "up": _rearrange,
    "down": _rearrange,
    "insert": _rearrange,
    "remove": _rearrange,
    "paste": _paste,
    "take_back": _take_back,
    "revise": _revise,
    "delete": _remove,
    "compact": _compact,
}
