"""Before there is a school every page answers: a refusal or an invitation, never a failure of the server."""

import pytest
from django.urls import NoReverseMatch, reverse

from accounts.models import Role
from school.models import School, SchoolYear
from tests.factories import appointed
from tests.test_access import ACCESS


@pytest.mark.parametrize("role", Role.values)
def test_no_page_breaks_before_there_is_a_school(client, role):
    client.force_login(appointed(role))
    client.raise_request_exception = False
    statuses = {}
    for name, description in ACCESS.items():
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        statuses[name] = getattr(client, description.method)(url).status_code
    assert (School.objects.count(), SchoolYear.objects.count()) == (0, 0)
    assert {case: status for case, status in statuses.items() if status >= 500} == {}
