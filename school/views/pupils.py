"""The register of pupils: cards, coming, moving and leaving (ACC-6, B 17, 2.5.4)."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import note_reading, note_readings
from accounts.doors import behind, having
from accounts.models import Right
from school import actions
from school import registers as access
from school.actions.cards import person_of
from school.cards import PupilFacts, seal_of, values_of
from school.forms.pupils import EnrolForm, LeavingForm, PupilCardForm, PupilFilters, TransferForm
from school.screens.people import people_called
from school.screens.pupils import groups_of, pupil_card, pupils_screen

from .forms import attempt, done, form_page, posted

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])
CARD = "Карточка ученика"


@require_safe
@behind(access.must_keep_pupils, "Ученики")
def pupils(request):
    kept = access.pupils_kept_by(request.user, on=request.day)
    classes = access.classes_of_keeper(request.user, year=request.year, on=request.day)
    form = PupilFilters(request.GET, classes=classes.in_order())
    screen = pupils_screen(
        kept,
        number=request.GET.get("page", "1"),
        year=request.year,
        on=request.day,
        **form.answers(),
    )
    query = request.GET.copy()
    query.pop("page", None)
    context = {"screen": screen, "form": form, "query": query.urlencode()}
    context["may_enrol"] = Right.PUPILS in request.rights
    return render(request, "school/pupils.html", context)


@require_safe
def card(request, pk):
    student = access.pupil_to_keep(request.user, pk, on=request.day)
    may_move = access.may_move(request.user, student, on=request.day)
    screen = pupil_card(student, year=request.year, on=request.day, may_move=may_move)
    note_reading(reader=request.user, person=student.user, page=CARD, now=request.now)
    # Their telephones stand on it too.
    parents = [row.link.guardian for row in screen.parents]
    note_readings(
        reader=request.user, people=parents, page=f"{CARD}: представители", now=request.now
    )
    return render(request, "school/pupil_card.html", {"screen": screen})


@READ_AND_SEND
def edit(request, pk):
    student = access.pupil_to_keep(request.user, pk, on=request.day)
    note_reading(reader=request.user, person=student.user, page=CARD, now=request.now)
    person, facts = person_of(student.user), PupilFacts.of(student)
    seal = seal_of(values_of(person, facts))
    initial = vars(person) | vars(facts) | {"shown": seal}
    form = PupilCardForm(posted(request), today=request.today, initial=initial)
    if form.is_valid():
        attempt(
            form,
            lambda: actions.edit_pupil(
                student=student, person=form.person(), facts=form.facts(), shown=form.cleaned_data["shown"],
                reason=form.cleaned_data["reason"], by=request.user, now=request.now,
            ),
        )  # fmt: skip
        if not form.errors:
            return done(request, "Карточка сохранена.", "school:pupil_card", pk)
        form.show_now(seal)
    context = {"title": f"Карточка: {student.user.full_name}", "button": "Сохранить"}
    return form_page(request, form, back="school:pupil_card", back_to=pk, **context)


@require_POST
def verify(request, pk):
    """«Сведения сверены» with documents today (B 17)."""
    student = access.pupil_to_keep(request.user, pk, on=request.day)
    actions.verify_card(user=student.user, on=request.today, by=request.user, now=request.now)
    return redirect("school:pupil_card", pk)


@READ_AND_SEND
@behind(having(Right.PUPILS), "Зачисление")
def enrol(request):
    form = _placed(request, EnrolForm)
    if form.is_bound and form.is_met(people_called):
        student = attempt(
            form,
            lambda: actions.enrol_pupil(
                person=form.person(), facts=form.facts(), school_class=form.school_class(),
                starts_on=form.cleaned_data["starts_on"], order=form.order_words(), groups=form.chosen_groups(),
                form=form.cleaned_data["form"], existing=form.existing(), by=request.user, now=request.now,
            ),
        )  # fmt: skip
        if student:
            return done(request, "Зачисление оформлено.", "school:pupil_card", student.pk)
    context = {"title": "Зачисление", "button": "Зачислить", "back": "school:pupils"}
    context["note"] = "Ученик попадёт в класс и в журналы всего класса; группы отметьте сами."
    return form_page(request, form, **context)


@READ_AND_SEND
def transfer(request, pk):
    student = access.pupil_to_move(request.user, pk, on=request.day)
    form = _placed(request, TransferForm)
    if form.is_valid():
        to = form.school_class()
        attempt(
            form,
            lambda: actions.transfer(
                student=student, to=to, starts_on=form.cleaned_data["starts_on"], order=form.order_words(),
                sections=[*actions.sections_of_all(to), *form.chosen_groups()], by=request.user, now=request.now,
            ),
        )  # fmt: skip
        if not form.errors:
            return done(request, "Перевод оформлен.", "school:pupil_card", pk)
    context = {"title": f"Перевод в другой класс: {student.user.full_name}", "button": "Перевести"}
    context["note"] = (
        "В прежнем классе и его журналах ученик остаётся по день перед переводом; отметки и пропуски остаются там, где стоят."
    )
    return form_page(request, form, back="school:pupil_card", back_to=pk, **context)


@READ_AND_SEND
def leave(request, pk):
    student = access.pupil_to_move(request.user, pk, on=request.day)
    form = LeavingForm(posted(request), today=request.today, initial={"last_day": request.today})
    if form.is_valid():
        attempt(
            form,
            lambda: actions.withdraw(
                student=student, last_day=form.cleaned_data["last_day"], order=form.order_words(),
                by=request.user, now=request.now,
            ),
        )  # fmt: skip
        if not form.errors:
            return done(request, "Выбытие оформлено.", "school:pupil_card", pk)
    context = {"title": f"Выбытие: {student.user.full_name}", "button": "Оформить выбытие"}
    context["note"] = (
        "После этого дня ученика нет в списках класса и журналов. Отметки и пропуски сохраняются, карточка остаётся."
    )
    return form_page(request, form, back="school:pupil_card", back_to=pk, **context)


def _placed(request, form):
    """A form that puts a pupil into a class; the groups offered are those of the class in the address."""
    found = access.classes_to_fill(request.user, year=request.year, on=request.day)
    classes = list(found.select_related("year").in_order())
    asked = request.POST.get("class") or request.GET.get("class", "")
    chosen = next((c for c in classes if str(c.pk) == asked), None)
    initial = {"starts_on": request.today, "class": chosen.pk if chosen else None}
    return form(
        posted(request), today=request.today, classes=classes,
        groups=groups_of(chosen) if chosen else (), initial=initial,
    )  # fmt: skip
