"""Words of a register, without a database: how soon after the bell, what is known of a pupil beforehand."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal import registers, scales
from tests.factories import MOSCOW

BELL = datetime(2025, 9, 15, 8, 0, tzinfo=MOSCOW)
MONDAY, FRIDAY = date(2025, 9, 15), date(2025, 9, 12)


@pytest.mark.requirement("JRN-1")
@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "в первую минуту урока"),
        (59, "в первую минуту урока"),
        (60, "через 1\xa0минуту после звонка"),
        (240, "через 4\xa0минуты после звонка"),
        (3600, "через 60\xa0минут после звонка"),
        (3601, "в 9:00"),
        (-60, "в 7:59"),
        (86400, "16.09.2025, 8:00"),
    ],
)
def test_the_moment_of_the_register_is_told_from_the_bell(seconds, told):
    assert registers.taken_words(BELL, BELL + timedelta(seconds=seconds)) == told


@pytest.mark.requirement("JRN-11")
@pytest.mark.parametrize(
    ("absences", "before", "told"),
    [
        ([], FRIDAY, ""),
        ([(MONDAY, 2, "")], FRIDAY, "не был на 2-м уроке"),
        ([(MONDAY, 3, ""), (MONDAY, 1, ""), (MONDAY, 2, "")], None, "не был на 1-м, 2-м и 3-м уроках"),
        ([(FRIDAY, 1, "illness")], FRIDAY, "в пятницу не был (болезнь)"),
        ([(FRIDAY, 1, "illness"), (FRIDAY, 2, "")], FRIDAY, "в пятницу не был"),
        ([(FRIDAY, 4, ""), (MONDAY, 1, "")], FRIDAY, "не был на 1-м уроке; в пятницу не был"),
    ],
)  # fmt: skip
def test_absences_before_the_lesson_stand_beside_the_name(absences, before, told):
    assert registers.absence_words(MONDAY, before, absences, is_female=False) == told


def test_yesterday_is_called_yesterday():
    tuesday = MONDAY + timedelta(days=1)
    assert (
        registers.absence_words(tuesday, MONDAY, [(MONDAY, 1, "excused")], is_female=True)
        == "вчера не была (уважительная причина)"
    )


@pytest.mark.requirement("JRN-1")
@given(
    minutes=st.integers(1, scales.LATEST),
    typed=st.sampled_from(["оп{}", "оп {}", "ОП  {}", "jg{}", " оп {} мин ", "оп {} мин."]),
)
def test_minutes_of_a_late_coming_are_read_however_they_are_typed(minutes, typed):
    fact = scales.read_attendance(typed.format(minutes))

    assert fact == ("late", "", minutes)
    assert scales.attendance_code(*fact) == f"оп {minutes}"


@given(minutes=st.integers(0, 999).filter(lambda n: not 1 <= n <= scales.LATEST))
def test_nobody_is_late_by_more_than_a_lesson(minutes):
    with pytest.raises(scales.UnknownCode, match="от 1 до 45"):
        scales.read_attendance(f"оп {minutes}")
