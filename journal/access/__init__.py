"""Who may open what of the journal. Views get their objects only from here; a stranger's object does not exist (404)."""

from school.access import must_be_staff, section_to_see, students_visible_in

from .absences import (
    ClassRegister,
    absence_to_change,
    class_register_to_fill,
    class_register_to_see,
    pupils_of_day,
)
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
from .homework import homework_file_to_see
from .journals import (
    Journal,
    fillable_by,
    journal_to_see,
    lesson_to_fill,
    lesson_to_see,
    lessons_held_on,
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
from .notes import note_to_decide
from .substitutions import (
    absence_to_end,
    lesson_to_order,
    lessons_to_order,
    staff_to_order,
)

__all__ = [
    "ClassRegister",
    "Journal",
    "absence_to_change",
    "absence_to_end",
    "class_register_to_fill",
    "class_register_to_see",
    "classes_to_open",
    "correction_to_decide",
    "correction_to_see",
    "correction_to_withdraw",
    "corrections_asked_by",
    "corrections_to_decide",
    "fillable_by",
    "homework_file_to_see",
    "journal_to_see",
    "lesson_to_fill",
    "lesson_to_order",
    "lesson_to_see",
    "lessons_held_on",
    "lessons_to_order",
    "lessons_visible_to",
    "lock_to_open",
    "may_fill_lesson",
    "must_be_staff",
    "note_to_decide",
    "period_among",
    "period_to_see",
    "periods_to_see",
    "place_in_lesson",
    "place_in_period",
    "pupils_of_day",
    "pupils_of_lesson",
    "pupils_to_see",
    "section_to_fill",
    "section_to_see",
    "staff_to_order",
    "students_visible_in",
    "taught_that_day",
]  # fmt: skip
