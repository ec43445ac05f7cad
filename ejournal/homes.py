"""The page where a person's work begins."""

HOMES = [
    ("deputy", "reports:missing"),
    ("director", "reports:missing"),
    ("teacher", "journal:today"),
    ("homeroom", "journal:today"),
    ("sysadmin", "reports:documents"),
    ("hr", "school:staff"),
    ("clerk", "school:pupils"),
    ("assistant", "school:pupils"),
    ("inspector", "journal:sections"),
    ("technician", "state"),
    ("parent", "diary:home"),
    ("student", "diary:home"),
]


def home_of(roles: frozenset[str]) -> str:
    """Name of the page, by the first of the person's roles in this order."""
    return next((page for role, page in HOMES if role in roles), "diary:home")
