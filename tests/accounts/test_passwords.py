"""What is taken for a password, and what is not (NIST 800-63B-4, 3.1.1.2)."""

import unicodedata

import pytest
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.hashers import SchoolArgon2PasswordHasher
from accounts.passwords import own_part
from tests.accounts.factors import application_of
from tests.factories import UserFactory, school

GOOD = [
    "семь синих чаек ждут трамвай",
    "tramvaj lovit golubej utrom",
    "правильная лошадь батарейка скрепка",
    "x7$Kq9!mPz2@Lw4#",
    "8 кошек и 5 сычей на крыше",
    "дневник пахнет мокрыми варежками",
    "🐈🐈 мурлычут громче трамвая",
    "н" * 3 + "ежданно-негаданно и очень длинно " * 6,
]
BAD = {
    "too short": "синих чаек",
    "14 letters": "четырнадцать14",
    "one letter": "а" * 40,
    "a row": "123456789012345678",
    "common word twice": "passwordpassword2025",
    "name of the service": "электронный дневник 2025",
    "own name": "Сидорова Мария 2009!",
    "own name to sign in": "sidorova-sidorova-09",
    "the school": "Школа № 1 Рязань 2025",
    "keys in a row": "йцукенйцукенйцукен",
    "too long": "семь синих чаек " * 70,
}


@pytest.fixture
def pupil():
    school()
    return UserFactory(
        username="sidorova", last_name="Сидорова", first_name="Мария", middle_name="Олеговна"
    )


@pytest.mark.requirement("ACC-3")
@pytest.mark.parametrize("password", GOOD)
def test_a_few_words_of_ones_own_are_a_password(pupil, password):
    validate_password(password, pupil)


@pytest.mark.requirement("ACC-3")
@pytest.mark.parametrize("why", BAD)
def test_what_is_tried_first_is_no_password(pupil, why):
    with pytest.raises(ValidationError):
        validate_password(BAD[why], pupil)


@pytest.mark.requirement("ACC-3")
def test_beside_a_second_factor_twelve_letters_are_enough(pupil):
    password = "синих чаек 7"
    with pytest.raises(ValidationError, match="не меньше 15 знаков, сейчас 12"):
        validate_password(password, pupil)
    application_of(pupil)
    validate_password(password, pupil)


def test_nothing_is_said_of_capitals_digits_and_signs():
    assert " ".join(password_validators_help_texts()).count("цифр") <= 1


@pytest.mark.parametrize("typed", ["NFC", "NFD", "NFKC", "NFKD"])
def test_the_same_letters_are_the_same_password_on_every_keyboard(typed):
    hasher = SchoolArgon2PasswordHasher()
    encoded = hasher.encode("йод и ёлка ﬁ", hasher.salt())
    assert hasher.verify(unicodedata.normalize(typed, "йод и ёлка ﬁ"), encoded)
    assert not hasher.verify("йод и елка fi", encoded)


@given(st.text(max_size=60), st.lists(st.text(min_size=3, max_size=10), max_size=3))
def test_known_words_add_nothing_to_a_password(password, words):
    assert len(own_part(password + " " + " ".join(words), words)) <= len(own_part(password, []))
