"""Who may open what of the journal. Views get their objects only from here; a stranger's object does not exist (404)."""

from school.access import must_be_staff, section_to_see

from .corrections import (
    classes_to_open,
    correction_to_decide,
    correction_to_see,
    correction_to_withdraw,
    corrections_asked_by,
    corrections_to_decide,
    lock_to_open,
    place_in_lesson,
    place_in_period,
)
from .journals import (
    Journal,
    fillable_by,
    journal_to_see,
    lesson_to_fill,
    lesson_to_see,
    lessons_visible_to,
    may_fill_lesson,
    period_among,
    period_to_see,
    periods_to_see,
    pupils_of_lesson,
    pupils_to_see,
    section_to_fill,
    taught_that_day,
)
from .substitutions import (
    absence_to_end,
    lesson_to_order,
    lessons_to_order,
    staff_to_order,
)

__all__ = [
    "Journal",
    "absence_to_end",
    "classes_to_open",
    "correction_to_decide",
    "correction_to_see",
    "correction_to_withdraw",
    "corrections_asked_by",
    "corrections_to_decide",
    "fillable_by",
    "journal_to_see",
    "lesson_to_fill",
    "lesson_to_order",
    "lesson_to_see",
    "lessons_to_order",
    "lessons_visible_to",
    "lock_to_open",
    "may_fill_lesson",
    "must_be_staff",
    "period_among",
    "period_to_see",
    "periods_to_see",
    "place_in_lesson",
    "place_in_period",
    "pupils_of_lesson",
    "pupils_to_see",
    "section_to_fill",
    "section_to_see",
    "staff_to_order",
    "taught_that_day",
]  # fmt: skip
