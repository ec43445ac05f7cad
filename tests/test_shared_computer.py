"""Several people at one computer, one after another: nobody signs for another, nobody reads after another."""

import json

import pytest
from django.urls import reverse

from journal.models import Mark
from tests.factories import LoadFactory


@pytest.mark.requirement("ACC-12")
def test_what_one_teacher_typed_is_not_saved_in_the_name_of_the_next_to_sign_in(
    as_user, at, section, lesson, student, teacher
):
    at(2025, 9, 15, 14, 0)
    colleague = LoadFactory(section=section).teacher.user
    url = reverse("journal:save_cells", args=[section.pk])
    change = {
        "key": "a", "student": student.pk, "lesson": lesson.pk, "item": None,
        "field": "mark", "value": "5", "base": 0,
    }  # fmt: skip

    def send(signed_in):
        return as_user(signed_in).post(
            url,
            json.dumps({"changes": [change]}),
            content_type="application/json",
            headers={"X-Person": str(teacher.pk)},
        )

    assert send(colleague).status_code == 409
    assert Mark.objects.count() == 0
    assert send(teacher).status_code == 200
    assert Mark.history.get().history_author == teacher.full_name


def test_a_page_says_whose_it_is(as_user, teacher):
    page = as_user(teacher).get(reverse("journal:sections")).content.decode()

    assert f'data-person="{teacher.pk}"' in page


@pytest.mark.requirement("ACC-10")
@pytest.mark.parametrize("name", ["journal:sections", "journal:grid", "reports:missing"])
def test_pages_with_people_are_not_kept_by_the_browser(as_user, section, teacher, name):
    args = [section.pk] if name == "journal:grid" else []

    answer = as_user(teacher).get(reverse(name, args=args))

    assert answer["Cache-Control"] == "private, no-store"
