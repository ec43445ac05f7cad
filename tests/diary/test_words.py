import pytest

from diary.words import work_and_title
from journal.models import LineItem, WorkType
from school.words import room


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("", ""),
        ("Осень", "Осень"),
        ("Диктант", ""),
        ("Диктант. Осень", "Осень"),
        ("диктант «Осень»", "Осень"),
    ],
)
def test_the_kind_of_a_work_is_not_said_twice(title, told):
    item = LineItem(work_type=WorkType(name="Диктант"), title=title)

    assert work_and_title(item) == ("диктант", told)


def test_only_a_numbered_room_is_a_study():
    assert [room("12"), room("Спортивный зал")] == ["каб.\N{NO-BREAK SPACE}12", "Спортивный зал"]
