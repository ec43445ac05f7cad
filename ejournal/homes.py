"""The page where a person's work begins."""

from .navigation import pages_of

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
# Open to everybody who has signed in: where the school has taken all the rights of a role.
OWN_PAGE = "mfa_index"


def home_of(roles: frozenset[str], rights: frozenset[str]) -> str:
    """Name of the page, by the first of the person's roles in this order; one that the person has no right to is skipped.

    Without any of them the first page of the navigation, and without that the person's own page.
    """
    names = [page.url_name for page in pages_of(roles, rights)]
    wanted = next((page for role, page in HOMES if role in roles and page in names), None)
    return wanted or next(iter(names), OWN_PAGE)
