"""Everything that changes the journal. Each action is one transaction and leaves its author in history."""

from journal.places import Place

from .absences import Given, give_reason, take_reason_back
from .assignments import AssignmentEntry, attach_files, drop_files, set_assignments
from .cells import CellChange, CellResult, set_cells
from .closing import close_again, close_period, reopen_period
from .corrections import (
    approve_correction,
    ask_correction,
    refuse_correction,
    withdraw_correction,
)
from .deadlines import note_deadlines
from .deferrals import defer_marks, withdraw_deferral
from .exams import set_exam
from .lessons import add_item, change_item, set_homework, set_topic, take_attendance
from .make_ups import Passed, record_protocol, withdraw_protocol
from .many_lessons import CopiedColumn, CopiedLesson, copy_lessons
from .notes import accept_note, propose_absence, refuse_note, withdraw_note
from .outages import end_outage, note_outage, strike_outage
from .period_marks import PeriodMarkChange, set_period_marks
from .planning import make_lessons
from .publishing import publish_marks
from .refusals import NO_MARKS, Refused
from .registers import everybody_is_here, take_register_back
from .signatures import sign_page
from .substitutions import Decision, Ground, decide_lessons, move_lesson, restore_lesson
from .whole_lesson import ItemChange, LessonEntries, fill_lesson

__all__ = [
    "NO_MARKS",
    "AssignmentEntry",
    "CellChange",
    "CellResult",
    "CopiedColumn",
    "CopiedLesson",
    "Decision",
    "Given",
    "Ground",
    "ItemChange",
    "LessonEntries",
    "Passed",
    "PeriodMarkChange",
    "Place",
    "Refused",
    "accept_note",
    "add_item",
    "approve_correction",
    "ask_correction",
    "attach_files",
    "change_item",
    "close_again",
    "close_period",
    "copy_lessons",
    "decide_lessons",
    "defer_marks",
    "drop_files",
    "end_outage",
    "everybody_is_here",
    "fill_lesson",
    "give_reason",
    "make_lessons",
    "move_lesson",
    "note_deadlines",
    "note_outage",
    "propose_absence",
    "publish_marks",
    "record_protocol",
    "refuse_correction",
    "refuse_note",
    "reopen_period",
    "restore_lesson",
    "set_assignments",
    "set_cells",
    "set_exam",
    "set_homework",
    "set_period_marks",
    "set_topic",
    "sign_page",
    "strike_outage",
    "take_attendance",
    "take_reason_back",
    "take_register_back",
    "withdraw_correction",
    "withdraw_deferral",
    "withdraw_note",
    "withdraw_protocol",
]
