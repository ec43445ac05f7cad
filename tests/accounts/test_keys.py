"""What is taken for a key out of an address or a form, and what never reaches the database."""

import pytest
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

from accounts.keys import LONGEST, is_key, key_of, key_or_404


@given(st.integers(min_value=0, max_value=10**LONGEST - 1))
def test_every_number_the_database_may_give_is_a_key(number):
    assert (key_of(str(number)), key_or_404(str(number))) == (number, number)


@given(
    st.text()
    | st.sampled_from(["", "²", "٣", "१", "-1", "+1", " 1", "1_0", "1.0", "9" * 19, "1\n"])
)
def test_nothing_but_a_few_ascii_digits_is_a_key(text):
    expected = 0 < len(text) <= LONGEST and set(text) <= set("0123456789")

    assert is_key(text) == expected
    assert key_of(text) == (int(text) if expected else None)


def test_a_page_without_a_key_is_not_there():
    with pytest.raises(Http404):
        key_or_404("²")
    assert key_of(None) is None
