"""What a person sees of breaches: those of his own account, and those he has reported."""

from typing import Any

from django.db.models import Q

from accounts.models import BreachIncident, User

STOPPED = (
    "Учётная запись остановлена: сообщено, что паролем пользовался другой человек. Откроет её администратор или "
    "директор школы и даст листок с новым входом."
)
CLOSED = "Эта учётная запись закрыта. Обратитесь к администратору школы."


def own_breaches(user: User) -> list[BreachIncident]:
    """Newest first. One query."""
    mine = BreachIncident.objects.filter(Q(account=user) | Q(reported_by=user))
    return list(mine.with_people().newest_first()[:20])


def stopped_person(*, username: str = "", password: str = "", **other: Any) -> User | None:
    """The person of a stopped account, by name and right password. One query."""
    user = User.objects.filter(username=username, is_active=False).first()
    return user if user and user.check_password(password) else None


def why_closed(user: User) -> str:
    """What is said at the door to the person of a stopped account. One query."""
    return STOPPED if BreachIncident.objects.stopping(user).exists() else CLOSED
