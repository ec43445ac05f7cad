"""A long list is written as Django writes it, only sooner."""

import pytest
from django import forms
from django.test.html import parse_html

from school.forms.selects import LongSelect

CHOICES = [("", "—"), (1, 'Иванова "А" & Б'), (12, "<b>Петров</b>"), (2, "Сидоров")]


@pytest.mark.parametrize("value", [None, "", 1, "12", 99])
@pytest.mark.parametrize("attrs", [{}, {"id": "id_t1", "required": True, "aria-invalid": "true"}])
def test_a_long_list_is_what_the_usual_one_is(value, attrs):
    usual = forms.Select(choices=CHOICES).render("t1", value, attrs)
    long = LongSelect(choices=CHOICES).render("t1", value, attrs)
    assert parse_html(long) == parse_html(usual)
