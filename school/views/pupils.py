"""The register of pupils and their cards (ACC-6, B 17, 2.5.4)."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import note_reading, note_readings
from accounts.doors import behind
from accounts.models import Right
from school import actions
from school import registers as access
from school.actions.cards import person_of
from school.cards import PupilFacts, seal_of, values_of
from school.forms.pupils import PupilCardForm, PupilFilters
from school.screens.pupils import pupil_card, pupils_screen

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
