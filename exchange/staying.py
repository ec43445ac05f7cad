"""Changed rows that do not become what they were when an import is taken back, and why."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .former_days import places_with_entries
from .journal_use import TAUGHT, YEARLY, taught_years
from .parents import PARENT_GONE, parentless
from .traces import record_models

if TYPE_CHECKING:
    from .undoing import Written

Node = tuple[str, int]
ON_LIST, IN_CLASS = "school.SectionEnrollment", "school.ClassEnrollment"


def staying(written: Mapping[str, "Written"]) -> dict[Node, str]:
    """Rows of years with lessons; of what is no longer there; places of pupils whose marks would stand outside."""
    before: dict[Node, Any] = {}
    coming: set[Node] = set()
    of_year: dict[Node, int] = {}
    for label, found in written.items():
        before.update({(label, key): one for key, one in found.before.items()})
        coming.update((label, key) for key in found.removed if key in found.before)
        for key in found.changed if label in YEARLY else ():
            if row := found.rows.get(key):
                of_year[label, key] = row.pk if label == YEARLY[0] else row.year_id
    taught = taught_years(of_year.values())
    gone = parentless(record_models(), before, coming)
    return {
        **_places(written),
        **{node: TAUGHT for node, year in of_year.items() if year in taught},
        **dict.fromkeys(gone, PARENT_GONE),
    }


def _places(written: Mapping[str, "Written"]) -> dict[Node, str]:
    """On lists of journals, and with them those in classes of the same pupils."""
    lists = written.get(ON_LIST)
    if lists is None:
        return {}
    changed = {
        key: (lists.rows[key], lists.before[key])
        for key in lists.changed
        if key in lists.rows and key in lists.before
    }
    returning = [lists.before[key] for key in lists.removed if key in lists.before]
    stay = places_with_entries(changed, returning)
    found = {(ON_LIST, key): why for key, why in stay.items()}
    why_of = {lists.rows[key].student_id: key for key in stay}
    classes = written.get(IN_CLASS)
    for key in classes.changed if classes else ():
        row = classes.rows.get(key) if classes else None
        if row is not None and row.student_id in why_of:
            of = lists.rows[why_of[row.student_id]]
            found[IN_CLASS, key] = f"остаётся вместе с «{of}»: {stay[of.pk]}"
    return found
