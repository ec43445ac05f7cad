"""Codes of the second factor are not guessed, neither fast nor slowly (ACC-3; NIST 800-63B-4, 3.2.2).

Who tries codes knows the password. Ten wrong ones make the account wait for a quarter of an hour, twenty till the end of
the day, counted by account, from wherever they come, and not forgotten for a right one: of a million codes three are
right at a moment, so a year of such days finds one in fifty times, and the person is told on the first of them. While
codes of the application wait, a recovery code lets in (ten wrong ones a day), a passkey does, and the administrator frees.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from .addresses import NOWHERE
from .guessing import Place

PAUSE = timedelta(minutes=15)
# So long the person and the administrator are reminded of it.
TOLD_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Budget:
    """So many wrong codes a day (of the clock on the wall), with a pause after the first `at_once`."""

    title: str
    most: int
    at_once: int
    pause: timedelta = PAUSE

    def place(self, now: datetime) -> Place:
        return Place(NOWHERE, f"{self.title} {localdate(now):%Y-%m-%d}")


OF_APPLICATION = Budget("codes", most=20, at_once=10)
OF_RECOVERY = Budget("recovery codes", most=10, at_once=10)
# A recovery code is longer than one of the application: what can not be one is not counted as one.
RECOVERY_DIGITS = 8

NO_CODES_TODAY = (
    "Слишком много неверных кодов: до завтра код из приложения не подойдёт. Введите запасной код или войдите ключом. "
    "Если их нет, поможет администратор школы. Если ошибались не вы, смените пароль: его кто-то знает."
)
NOTHING_TODAY = (
    "Слишком много неверных кодов: до завтра войти можно только ключом. Раньше поможет администратор школы. "
    "Если ошибались не вы, смените пароль: его кто-то знает."
)


def told_of_pause(left: timedelta) -> str:
    minutes = max(1, math.ceil(left.total_seconds() / 60))
    return (
        f"Слишком много неверных кодов. Код из приложения снова подойдёт через {minutes}\u00a0мин, "
        "запасной код подойдёт и сейчас."
    )


def may_be_of_recovery(code: str) -> bool:
    return sum(letter.isdigit() for letter in code) == RECOVERY_DIGITS
