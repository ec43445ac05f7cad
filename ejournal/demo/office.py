"""The office of the demo school, one account a role; added also to a demo school that was made without it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Role, User
from ejournal.demo_accounts import DEMO_PASSWORD
from school import actions
from school.models import StaffMember

from .almanac import STARTS_ON

ORDER_DATE = date(2025, 8, 25)
HIRED_ON = date(2021, 8, 25)


@dataclass(frozen=True)
class Clerk:
    """Who sits in the office; an inspector comes from outside and has no position."""

    login: str
    name: tuple[str, str, str]
    role: str
    order: str
    position: str = ""


OFFICE = [
    Clerk("hr", ("Золотарёва", "Инга", "Павловна"), Role.HR, "19-л", "Специалист по кадрам"),
    Clerk("clerk", ("Ершова", "Тамара", "Львовна"), Role.CLERK, "20-л", "Делопроизводитель"),
    Clerk("assistant", ("Никифоров", "Глеб", "Артёмович"), Role.ASSISTANT, "21-л", "Лаборант"),
    Clerk("inspector", ("Уварова", "Регина", "Олеговна"), Role.INSPECTOR, "22-л"),
    Clerk("technician", ("Лаптев", "Денис", "Игоревич"), Role.TECHNICIAN, "23-л", "Техник"),
]


@transaction.atomic
def employ_office(*, now: datetime) -> None:
    """Those of the office who are not there yet."""
    there = set(User.objects.values_list("username", flat=True))
    director = User.objects.get(username="director")
    for one in OFFICE:
        if one.login in there:
            continue
        last, first, middle = one.name
        user = User.objects.create(
            username=one.login,
            last_name=last,
            first_name=first,
            middle_name=middle,
            password=make_password(DEMO_PASSWORD),
            date_joined=now,
        )
        if one.position:
            member = StaffMember(user=user, position=one.position, hired_on=HIRED_ON)
            member.save(by=director, now=now)
        actions.appoint(
            user=user,
            role=one.role,
            starts_on=STARTS_ON,
            grades=(1, 11),
            order_number=one.order,
            order_date=ORDER_DATE,
            by=director,
            now=now,
        )
