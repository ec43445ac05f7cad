"""What a password must be (NIST 800-63B-4, 3.1.1.2; ACC-3): long, not known, not the school's own words. Nothing else is asked.

No digits, signs or capitals are demanded, nothing expires. Length is that of the normalized text
(accounts/hashers.py), spaces and any letters count.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError

from .access import has_second_factor
from .models import User

# Alone, and beside a second factor.
ALONE, WITH_SECOND_FACTOR = 15, 12
LONGEST = 1000
# Of what is left when known words are taken away, so much must be the person's own, of so many different letters.
OWN_LETTERS, DIFFERENT = 6, 5

WORDS = """
дневник журнал школа гимназия лицей класс учитель ученик родитель директор пароль привет россия москва любовь
администратор электронный журнал dnevnik zhurnal jurnal shkola school klass uchitel parol password passw0rd
admin administrator privet rossiya russia moscow qwerty qwertyuiop asdfgh zxcvbn йцукен фывапр ячсмить welcome
letmein login user demo test январь февраль март апрель июнь июль август сентябрь октябрь ноябрь декабрь
"""
KNOWN = frozenset(WORDS.split())


def normalized(password: str) -> str:
    """As people would take two passwords for the same: NFKC, small letters, Ё as Е."""
    return unicodedata.normalize("NFKC", password).casefold().replace("ё", "е")


def own_part(password: str, words: Iterable[str]) -> str:
    """Letters of the password that are left without the known words, digits, spaces and signs."""
    left = normalized(password)
    for word in sorted({normalized(word) for word in words}, key=len, reverse=True):
        if len(word) >= 3:
            left = left.replace(word, " ")
    return re.sub(r"[\W\d_]+", "", left)


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{3,}", text)


class LongEnough:
    """15 letters where the password stands alone, 12 beside a second factor; no more than a thousand."""

    def validate(self, password: str, user: User | None = None) -> None:
        length = len(unicodedata.normalize("NFKC", password))
        least = least_length(user)
        if length < least:
            raise ValidationError(
                f"Нужно не меньше {least} знаков, сейчас {length}. Возьмите несколько слов.",
                code="password_too_short",
            )
        if length > LONGEST:
            raise ValidationError(f"Не больше {LONGEST} знаков.", code="password_too_long")

    def get_help_text(self) -> str:
        return f"Не меньше {ALONE} знаков, со вторым шагом входа не меньше {WITH_SECOND_FACTOR}."


def least_length(user: User | None) -> int:
    if user is None or user.pk is None:
        return ALONE
    return WITH_SECOND_FACTOR if has_second_factor(user) else ALONE


class NotGuessed:
    """Not made of words that are tried first: common ones, the person's own names, and `words()` of a school."""

    def validate(self, password: str, user: User | None = None) -> None:
        own = own_part(password, [*KNOWN, *self.words(), *names_of(user)])
        varied = len(set(normalized(password))) >= DIFFERENT
        if not varied or (len(own) < OWN_LETTERS and not self.is_long_number(password)):
            raise ValidationError(
                "Такой пароль подбирают в первую очередь: в нём почти всё — имя, школа, год или частое слово. "
                "Возьмите несколько своих слов.",
                code="password_too_common",
            )

    def words(self) -> Iterable[str]:
        return ()

    @staticmethod
    def is_long_number(password: str) -> bool:
        """Digits and signs by chance, as a password keeper makes them: many different ones, no run of a row."""
        rest = re.sub(r"[^\W\d_]+", "", normalized(password))
        in_row = sum(ord(b) - ord(a) in (0, 1, -1) for a, b in pairwise(rest))
        return len(rest) >= 12 and len(set(rest)) >= 8 and in_row <= len(rest) // 3

    def get_help_text(self) -> str:
        return "Без имени, названия школы и частых слов."


def names_of(user: Any) -> list[str]:
    if user is None:
        return []
    names = (user.username, user.first_name, user.last_name, getattr(user, "middle_name", ""))
    return [word for name in names for word in words_of(name)]
