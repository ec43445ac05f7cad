"""A signed page says so in print, in place of the line to sign on."""

import pytest
from django.template.loader import render_to_string

from accounts.models import Role
from journal import actions
from journal.page_content import read_page
from reports.printing.reading import read_class_year
from reports.printing.spreads import Conclusion, subject_spreads
from tests.factories import appointed, class_of, teacher_of
from tests.journal.closed import MONDAY, close_quarter, quarter
from tests.journal.test_signing import corrected


@pytest.mark.requirement("JRN-15")
def test_after_the_last_lesson_of_a_signed_period_stands_who_signed_when_and_the_digest(
    section, lesson
):
    close_quarter(section)
    page = read_page(section, quarter(), is_last=False, now=MONDAY)
    teacher = teacher_of(section)
    actions.sign_page(
        section=section,
        period=quarter(),
        is_last=False,
        digest=page.digest,
        identified_by="пароль",
        by=teacher,
        now=MONDAY,
    )

    year = read_class_year(class_of(section), now=MONDAY)
    [spread] = subject_spreads(year, year.sections[0])

    [said] = [entry for entry in spread.log if isinstance(entry, Conclusion)]
    assert said.signed == (
        f"Подписано простой электронной подписью: {teacher.short_name}, 27.10.2025, 10:00; "
        f"SHA-256 {page.digest[:12]}…"
    )
    sheet = render_to_string("print/subject.html", {"sheets": [(spread, None)]})
    assert said.signed in sheet
    assert "Учитель ____" not in sheet

    deputy = appointed(Role.DEPUTY, grade_from=5, grade_to=9)
    request = corrected(section, lesson, teacher, deputy)

    year = read_class_year(class_of(section), now=MONDAY)
    [spread] = subject_spreads(year, year.sections[0])

    [after] = [entry for entry in spread.log if isinstance(entry, Conclusion)]
    assert after.signed == f"{said.signed}; после подписи исправлено по заявке № {request.number}"
