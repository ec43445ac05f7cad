"""Every field of every table says whether it is personal."""

import pytest

from accounts.personal_data import DECLARED, all_models, base_of, categories_of, worded_fields

pytestmark = pytest.mark.requirement("ACC-10")

HOW = "Say in accounts/personal_data.py what they are: name, contact, text … or none"


@pytest.mark.parametrize("model", list(all_models()), ids=lambda model: model._meta.label)
def test_every_field_says_whether_it_is_personal(model):
    label = base_of(model)._meta.label
    assert label in DECLARED, f"{label} is not declared. {HOW}."
    fields = {field.name for field in worded_fields(model)}

    assert fields - categories_of(model).keys() == set(), HOW
    assert categories_of(model).keys() - fields == set(), "no such fields any more"


def test_no_table_is_declared_that_is_not_there():
    assert {base_of(model)._meta.label for model in all_models()} == DECLARED.keys()
