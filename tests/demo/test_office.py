"""The office of the demo school is there, once, also in a demo school that was made without it."""

import pytest

from accounts.models import Appointment, Role, User
from ejournal.demo.office import OFFICE, employ_office
from ejournal.demo_accounts import ACCOUNTS, DEMO_PASSWORD
from school.models import StaffMember
from tests.factories import NOW, UserFactory


@pytest.mark.requirement("ACC-1")
def test_an_older_demo_school_gets_its_office_once():
    UserFactory(username="director")

    for _ in range(2):
        employ_office(now=NOW)

    roles = dict(Appointment.objects.values_list("user__username", "role"))
    assert roles == {
        "hr": Role.HR,
        "clerk": Role.CLERK,
        "assistant": Role.ASSISTANT,
        "inspector": Role.INSPECTOR,
        "technician": Role.TECHNICIAN,
    }
    assert StaffMember.objects.count() == 4
    assert {one.login for one in OFFICE} < {login for login, *_ in ACCOUNTS}
    assert all(user.check_password(DEMO_PASSWORD) for user in User.objects.filter(username="hr"))
