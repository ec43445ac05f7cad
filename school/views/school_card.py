"""The school's card: the first page of an empty school, and how documents name it ever after."""

from django.views.decorators.http import require_http_methods

from accounts.doors import behind, having
from accounts.models import Right
from school.actions.schools import describe_school
from school.forms.school_card import SchoolCardForm, initial_of

from .forms import attempt, done, form_page, posted


@require_http_methods(["GET", "HEAD", "POST"])
@behind(having(Right.YEAR), "Карточка школы")
def school_card(request):
    form = SchoolCardForm(posted(request), initial=initial_of(request.school))
    if form.is_valid():
        saved = attempt(
            form, lambda: describe_school(by=request.user, now=request.now, **form.cleaned_data)
        )
        if saved:
            text = "Карточка школы записана."
            return done(request, text, "school:calendar" if request.year else "school:new_year")
    return form_page(request, form, "school/school_card.html")
