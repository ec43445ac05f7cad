"""The school decides a setting of its regulation from a day on, by an order; nothing of the past is rewritten."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from school.deciding import Decree, seal_of_setting, values_of
from school.models import RegulationValue
from school.regulation import Unfit
from school.regulation_settings import SETTINGS
from school.words import date_dots

from .cards import Stale
from .refusals import Refused
from .tables import lock_table

CHANGED = "Пока вы правили, эту настройку изменил кто-то другой. Посмотрите, что записано, и решите ещё раз."


@transaction.atomic
def decide_setting(
    *, name: str, value: str, starts_on: date, decree: Decree, shown: str, by: User, now: datetime
) -> RegulationValue:
    """From that day on the setting is so; what was decided for the same day to come is replaced.

    Raises Stale where it has been changed since it was `shown`, Refused where the day is past, the value does not
    fit or is so already on that day.
    """
    rows = _locked(name, shown)
    setting = SETTINGS[name]
    today = timezone.localdate(now)
    if starts_on < today:
        raise Refused(f"Прошлое не меняют: укажите {date_dots(today)} или более поздний день.")
    try:
        wanted = setting.read(value)
    except Unfit as error:
        raise Refused(str(error)) from error
    same = next((row for row in rows if row.starts_on == starts_on), None)
    before = [row for row in rows if row.starts_on < starts_on]
    in_force = setting.read(before[-1].value) if before else setting.default
    stands = setting.read(same.value) if same else in_force
    if stands == wanted:
        raise Refused(f"С {date_dots(starts_on)} и так: {setting.told(wanted)}.")
    row = same or RegulationValue(name=name, starts_on=starts_on)
    row.value = setting.stored(wanted)
    row.order_number, row.order_date = decree.number, decree.date
    row.save(by=by, now=now)
    return row


@transaction.atomic
def withdraw_setting(*, name: str, starts_on: date, shown: str, by: User, now: datetime) -> None:
    """A decision that has not come into force is taken back; one in force is Refused."""
    rows = _locked(name, shown)
    row = next((row for row in rows if row.starts_on == starts_on), None)
    if row is None:
        raise Stale(CHANGED)
    if row.starts_on <= timezone.localdate(now):
        raise Refused("Решение уже действует. Примите новое с другого дня.")
    row.delete(by=by, reason="решение отменено до начала действия", now=now)


def _locked(name: str, shown: str) -> list[RegulationValue]:
    lock_table(RegulationValue._meta.label)
    rows = values_of(name)
    if shown != seal_of_setting(rows):
        raise Stale(CHANGED)
    return rows
