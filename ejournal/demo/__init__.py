"""The demo school: invented from a seed, written through the same actions as a real one's."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from accounts.actions.rules import accept_rules_of_demo
from accounts.models import User
from accounts.ownership import as_owner
from accounts.rules import VERSION
from ejournal.demo_accounts import ACCOUNTS
from school.actions import Refused
from school.clock import school_now
from school.models import School, Student

from .almanac import MOSCOW, STAGES, Stage
from .arranging import arrange_school
from .away import send_somebody_home
from .control_works import plan_control_works
from .corrections import ask_for_corrections
from .curricula import write_curricula
from .events import hold_events, keep_evenings
from .families import speak_with_families
from .filling import fill_journals, open_season
from .lesson_plans import write_lesson_plans
from .office import employ_office
from .orders import open_by_order
from .plan import CLASSES, ClassPlan
from .registering import open_accounts
from .rules import decide_rules

__all__ = ["STAGES", "Refused", "build", "is_finished", "made_as", "wind_clock"]

UNFINISHED = "-unfinished"


def build(
    *,
    stage: str,
    seed: int,
    now: datetime,
    classes: tuple[ClassPlan, ...] = CLASSES,
    workers: int = 1,
    told: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> School:
    """Make the demo school at that stage of the year, or finish one whose making was cut short.

    `now` is the wall clock's. Raises Refused where the database holds anything else.
    """
    moment = STAGES[stage]
    school = School.objects.first()
    if school is None:
        told("Школа, классы, расписание", 0, 1)
        school = _found(classes, moment, seed, now)
    elif not school.is_demo or made_as(school) != (stage, seed):
        raise Refused(_why_not_here(school))
    if not is_finished(school):
        season = open_season(classes, moment, seed)
        fill_journals(
            season,
            workers=workers,
            told=lambda done, of: told("Уроки, отметки, посещаемость", done, of),
        )
        open_accounts(login for login, *_ in ACCOUNTS)
        school.sourced_id = school.sourced_id.removesuffix(UNFINISHED)
        school.clock_shift = moment.moment - now
        school.save(by=_administrator(), reason="демонстрационная школа готова", now=moment.moment)
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    _live_through(classes, moment, seed)
    return school


def _live_through(classes: tuple[ClassPlan, ...], moment: Stage, seed: int) -> None:
    """What a school has beside its lessons. Each part leaves what it has made already."""
    employ_office(now=moment.moment)
    write_curricula(classes, now=moment.moment)
    write_lesson_plans(now=moment.moment)
    open_by_order(now=moment.moment)
    ask_for_corrections(now=moment.moment)
    send_somebody_home(now=moment.moment)
    plan_control_works(now=moment.moment)
    hold_events(now=moment.moment)
    decide_rules(by=_administrator(), now=moment.moment)
    _accept_rules(moment.moment)
    keep_evenings(now=moment.moment)
    speak_with_families(seed=seed, now=moment.moment)


def _accept_rules(now: datetime) -> None:
    """Pages of the demo school open at once; whoever runs an older one is asked nothing either."""
    accept_rules_of_demo(people=User.objects.all(), version=VERSION, by=_administrator(), now=now)


def _administrator() -> User:
    return User.objects.get(username="admin")


def made_as(school: School) -> tuple[str, int]:
    """Stage and seed of a demo school; an empty stage where it was not made here."""
    if not school.sourced_id.startswith("demo-"):
        return "", 0
    stage, seed = school.sourced_id.removesuffix(UNFINISHED).removeprefix("demo-").rsplit("-", 1)
    return stage, int(seed)


def is_finished(school: School) -> bool:
    return not school.sourced_id.endswith(UNFINISHED)


def wind_clock(school: School, *, now: datetime) -> bool:
    """Put the school's clock back to its stage where a day has gone by; True where it was put back."""
    stage = STAGES.get(made_as(school)[0])
    if stage is None or school_now(school, now).astimezone(MOSCOW).date() == stage.moment.date():
        return False
    school.clock_shift = stage.moment - now
    school.save(by=_administrator(), reason="часы переведены на свой день", now=stage.moment)
    return True


@transaction.atomic
def _found(classes: tuple[ClassPlan, ...], stage: Stage, seed: int, now: datetime) -> School:
    if User.objects.exists() or Student.objects.exists():
        raise Refused(
            "В этой базе уже есть люди, хотя школы ещё нет. Демонстрационная школа создаётся только в пустой базе: "
            "задайте для неё другую папку (VAR_DIR) или другую базу (DATABASE_URL)."
        )
    sourced_id = f"demo-{stage.name}-{seed}{UNFINISHED}"
    return arrange_school(classes, stage, seed, stage.moment - now, sourced_id)


def _why_not_here(school: School) -> str:
    where = "Задайте другую папку (VAR_DIR) или другую базу (DATABASE_URL)."
    if not school.is_demo:
        return f"В этой базе уже есть школа: {school.name}. Демонстрационная школа не создаётся рядом с настоящей. {where}"
    stage, seed = made_as(school)
    return f"В этой базе уже есть демонстрационная школа, созданная с --stage {stage} --seed {seed}. {where}"
