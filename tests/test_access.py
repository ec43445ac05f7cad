"""Who may open what: one line a page, every page listed, every kind of person tried.

People of `tests/conftest.py: people_about` stand in known relations to one section (algebra of a 7th grade),
its class, its first pupil and its lesson. A page opens to its insiders; a reader who may not write gets
403; for everyone else the page does not exist: 404.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from accounts.models import Right, Role
from accounts.rights import DEFAULTS
from tests.diary.letters import kept_letter
from tests.factories import parent_of
from tests.journal.closed import kept_lock, kept_request
from tests.journal.files import kept_homework_file
from tests.journal.made_up import kept_protocol
from tests.journal.replaced import kept_absence
from tests.reports.printed import kept_blanks
from tests.school.arranged import at_home, combined
from tests.school.curricula import kept_curriculum, kept_plan
from tests.school.drafts import kept_draft, kept_slot
from tests.school.events import kept_event
from tests.school.plans import kept_sent_plan
from tests.standing import *  # noqa: F403  fixtures

PEOPLE = [
    "nobody", "administrator", "director", "deputy", "deputy of other grades", "teacher",
    "homeroom teacher", "another teacher", "another homeroom teacher", "the student", "a classmate",
    "the parent", "another parent", "a person without duties",
    "assistant", "hr officer", "clerk", "inspector", "technician",
    "a director of last year", "dismissed teacher", "former teacher", "teacher from tomorrow", "former parent",
    "substitute of today", "substitute of yesterday", "substitute of tomorrow", "substitute of long ago",
    "reader by order", "writer by order", "reader of the class by order", "reader of the diary by order",
    "writer by ended order", "writer by order from tomorrow", "writer by withdrawn order",
]  # fmt: skip

HEADS = {"administrator", "director"}
DEPUTIES = {"deputy", "deputy of other grades"}
LEADERS = HEADS | {"deputy"}
READERS = LEADERS | {"homeroom teacher", "inspector"}
HOMEROOMS = {"homeroom teacher", "another homeroom teacher"}
TEACHER = {"teacher"}
SUBSTITUTES = {"substitute of today", "substitute of yesterday", "substitute of tomorrow"}
GRANTED = {"reader by order", "writer by order", "reader of the class by order"}
STAFF = (
    HEADS
    | DEPUTIES
    | HOMEROOMS
    | TEACHER
    | SUBSTITUTES
    | GRANTED
    | {"another teacher", "inspector"}
)
# Who writes in the journal, and who reads it as it stands.
WRITERS = TEACHER | {"writer by order"}
OPENED = READERS | WRITERS | {"reader by order", "reader of the class by order"}
FAMILY = {"the student", "the parent"}
FAMILIES = FAMILY | {"a classmate", "another parent", "reader of the diary by order"}
EVERYONE = set(PEOPLE) - {"nobody"}


def having(*rights):
    """Persons whose role has one of the rights, whatever the grades of their order."""
    return {person for person, role in ROLES.items() if DEFAULTS[role] & set(rights)}


ROLES = {
    "administrator": Role.SYSADMIN, "director": Role.DIRECTOR, "deputy": Role.DEPUTY,
    "deputy of other grades": Role.DEPUTY, "assistant": Role.ASSISTANT, "hr officer": Role.HR,
    "clerk": Role.CLERK, "inspector": Role.INSPECTOR, "technician": Role.TECHNICIAN,
}  # fmt: skip


# Whoever is anything in the school: they read its calendar and its bells.
OF_THE_SCHOOL = STAFF | FAMILIES | set(ROLES)

# Who decides on corrections in this very class and opens its closed periods.
DECIDERS = {"director", "deputy"}

CONSENTS = having(Right.CONSENTS) | HOMEROOMS
# Keepers of the consents of this very class.
CLASS_CONSENTS = CONSENTS - {"deputy of other grades", "another homeroom teacher"}


# Keepers of the cards of this very class's pupils; who only edits them, and moves nobody.
CARDS = having(Right.PUPILS)
OWN_CARDS = {"homeroom teacher"}


def parenthood(world):
    """The key of a link between the pupil of the world and a parent; one is made where there is none."""
    link = world.student.guardian_links.order_by("pk").first()
    return (link or parent_of(world.student).guardian_links.get()).pk


def homework_file(world):
    """The key of a file to the homework of the lesson of the world; one is given where there is none."""
    file = world.lesson.homework_files.first() or kept_homework_file(world.lesson)
    return file.pk


# Who reads curricula; of them only those who set the year up change them.
CURRICULA = having(Right.YEAR, Right.READ_JOURNALS)

# Who asks for days of control works: whoever teaches, or did in the last days instead of somebody.
ASKING = TEACHER | SUBSTITUTES | {"another teacher"}

# Who writes to families: teachers, homeroom teachers, heads.
WRITING = ASKING | HOMEROOMS | having(Right.FAMILIES)

# Who gives slips for signing in, and who gives them to this very class.
SLIPS = having(Right.PASSWORDS) | HOMEROOMS
CLASS_SLIPS = SLIPS - {"another homeroom teacher"}


@dataclass(frozen=True)
class Page:
    """`args` gives the page's arguments from the world of the test; `readers` may look but not write."""

    insiders: set[str]
    readers: set[str] = field(default_factory=set)
    args: Callable = lambda world: []
    method: str = "get"
    data: dict = field(default_factory=dict)


# Pages that ask for nobody's name.
OPEN = {
    "account_login", "account_logout", "look", "manifest", "worker", "offline",
    "mfa_authenticate", "mfa_login_webauthn",
    "entry:slip", "entry:own_password",
    "entry:outside", "entry:outside_callback", "entry:outside_unknown",
}  # fmt: skip

ACCESS = {
    "home": Page(EVERYONE),
    "state": Page(having(Right.SYSTEM)),
    "help": Page(having(Right.YEAR, Right.PUPILS, Right.IMPORT)),
    "journal:sections": Page(STAFF),
    "journal:outages": Page(having(Right.SYSTEM)),
    "journal:today": Page(STAFF),
    "journal:grid": Page(OPENED, args=lambda w: [w.section.pk]),
    "journal:fresh": Page(OPENED, args=lambda w: [w.section.pk, w.period.pk]),
    "journal:finals": Page(OPENED, args=lambda w: [w.section.pk]),
    "journal:save_finals": Page(WRITERS, OPENED, lambda w: [w.section.pk], "post"),
    "journal:save_cells": Page(WRITERS, OPENED, lambda w: [w.section.pk], "post"),
    "journal:save_period_marks": Page(
        WRITERS, OPENED, lambda w: [w.section.pk, w.period.pk], "post"
    ),
    "journal:lesson": Page(OPENED | {"substitute of today"}, args=lambda w: [w.lesson.pk]),
    "journal:save_lesson": Page(
        WRITERS | {"substitute of today"}, OPENED, lambda w: [w.lesson.pk], "post"
    ),
    "journal:homework_file": Page(
        OPENED | {"substitute of today"}, args=lambda w: [homework_file(w)]
    ),
    "journal:take_attendance": Page(
        WRITERS | {"substitute of today"}, OPENED, lambda w: [w.lesson.pk]
    ),
    "journal:absences": Page(READERS, args=lambda w: [w.school_class.pk]),
    "journal:absence_notes": Page({"the parent"}, args=lambda w: [w.student.pk]),
    "journal:give_reason": Page(
        {"homeroom teacher"}, READERS, lambda w: [w.school_class.pk], "post"
    ),
    "journal:add_item": Page(
        WRITERS | {"substitute of today"}, OPENED, lambda w: [w.lesson.pk], "post"
    ),
    "journal:ask_about_lesson": Page(
        WRITERS | {"substitute of today"}, OPENED, lambda w: [w.lesson.pk], data={"what": "topic"}
    ),
    "journal:ask_about_period": Page(
        WRITERS, OPENED, lambda w: [w.section.pk, w.period.pk, w.student.pk]
    ),
    "journal:close_period": Page(WRITERS, OPENED, lambda w: [w.section.pk, w.period.pk], "post"),
    "journal:signing": Page(OPENED, args=lambda w: [w.section.pk, w.period.pk]),
    "journal:sign_page": Page(TEACHER, OPENED, lambda w: [w.section.pk, w.period.pk], "post"),
    "journal:corrections": Page(STAFF),
    "journal:correction": Page(DECIDERS | TEACHER, args=lambda w: [kept_request(w.lesson).pk]),
    "journal:decide_correction": Page(
        DECIDERS, TEACHER, lambda w: [kept_request(w.lesson).pk], "post", {"decision": "approve"}
    ),
    "journal:withdraw_correction": Page(
        TEACHER, DECIDERS, lambda w: [kept_request(w.lesson).pk], "post"
    ),
    "journal:plans": Page(STAFF),
    "journal:new_plan": Page(TEACHER, OPENED, lambda w: [w.section.pk]),
    "journal:section_plan": Page(OPENED, args=lambda w: [w.section.pk]),
    "journal:plan": Page(OPENED, args=lambda w: [kept_sent_plan(w.section).pk]),
    "journal:save_plan": Page(
        TEACHER, OPENED, lambda w: [kept_sent_plan(w.section).pk], "post", {"act": "take_back"}
    ),
    "journal:decide_plan": Page(
        DECIDERS, OPENED, lambda w: [kept_sent_plan(w.section).pk], "post", {"decision": "return"}
    ),
    "plan_files:read": Page(TEACHER, OPENED, lambda w: [kept_sent_plan(w.section).pk], "post"),
    "plan_papers:plan": Page(OPENED, args=lambda w: [kept_sent_plan(w.section).pk]),
    "journal:deferrals": Page(STAFF),
    "journal:missed": Page(OPENED, args=lambda w: [w.section.pk]),
    "journal:pupil_missed": Page(OPENED, args=lambda w: [w.student.pk]),
    "reports:make_up_pdf": Page(
        OPENED, args=lambda w: [kept_protocol(w.section, w.student).pk], method="post"
    ),
    "journal:locks": Page(having(Right.CORRECTIONS)),
    "journal:substitutions": Page(having(Right.SUBSTITUTIONS)),
    "journal:decide_lessons": Page(having(Right.SUBSTITUTIONS), method="post"),
    "journal:add_absence": Page(having(Right.SUBSTITUTIONS), method="post"),
    "journal:end_absence": Page(
        having(Right.SUBSTITUTIONS),
        args=lambda world: [kept_absence(world.section).pk],
        method="post",
    ),
    "journal:move_lesson": Page(LEADERS, args=lambda world: [world.lesson.pk]),
    "journal:restore_lesson": Page(LEADERS, args=lambda world: [world.lesson.pk], method="post"),
    "reports:substitutions": Page(having(Right.SUBSTITUTIONS)),
    "reports:substitutions_xlsx": Page(having(Right.SUBSTITUTIONS)),
    "reports:substitutions_order": Page(having(Right.SUBSTITUTIONS), method="post"),
    "journal:lock": Page(DECIDERS, args=lambda w: [kept_lock(w.section).pk]),
    "journal:reopen_period": Page(
        DECIDERS, args=lambda w: [kept_lock(w.section).pk], method="post"
    ),
    "journal:close_again": Page(DECIDERS, args=lambda w: [kept_lock(w.section).pk], method="post"),
    "reports:corrections": Page(having(Right.READ_JOURNALS)),
    "reports:corrections_xlsx": Page(having(Right.READ_JOURNALS)),
    "reports:corrections_pdf": Page(having(Right.READ_JOURNALS), method="post"),
    "school:classes": Page(STAFF | having(Right.PUPILS)),
    "school:school_class": Page(
        READERS | TEACHER | having(Right.PUPILS) | {"reader of the class by order"},
        args=lambda world: [world.school_class.pk],
    ),
    "school:subjects": Page(having(Right.YEAR)),
    "school:federal_subjects": Page(having(Right.YEAR)),
    "school:rooms": Page(having(Right.YEAR)),
    "school:class_setup": Page(having(Right.YEAR)),
    "school:new_class": Page(having(Right.YEAR)),
    "school:copy_classes": Page(having(Right.YEAR)),
    "school:combine_classes": Page(having(Right.YEAR)),
    "school:part_classes": Page(
        having(Right.YEAR), args=lambda w: [combined(w.school_class).pk], method="post"
    ),
    "school:new_group": Page(having(Right.YEAR)),
    "school:edit_class": Page(having(Right.YEAR), args=lambda w: [w.school_class.pk]),
    "ending:end_class": Page(having(Right.YEAR), args=lambda w: [w.school_class.pk]),
    "school:remove_class": Page(
        having(Right.YEAR), args=lambda w: [w.school_class.pk], method="post"
    ),
    "school:give_homeroom": Page(having(Right.YEAR), args=lambda w: [w.school_class.pk]),
    "school:end_homeroom": Page(
        having(Right.YEAR),
        args=lambda w: [w.school_class.pk, w.school_class.homerooms.order_by("pk").first().pk],
    ),
    "school:class_subjects": Page(having(Right.YEAR), args=lambda w: [w.school_class.pk]),
    "school:edit_section": Page(
        having(Right.YEAR), args=lambda w: [w.school_class.pk, w.section.pk]
    ),
    "ending:split_section": Page(
        having(Right.YEAR), args=lambda w: [w.school_class.pk, w.section.pk]
    ),
    "ending:close_section": Page(
        having(Right.YEAR), args=lambda w: [w.school_class.pk, w.section.pk]
    ),
    "lists:class_lists": Page(
        having(Right.YEAR) | {"homeroom teacher"},
        (READERS | TEACHER | having(Right.PUPILS) | {"reader of the class by order"})
        - having(Right.YEAR)
        - {"homeroom teacher"},
        lambda w: [w.school_class.pk],
    ),
    "school:class_load": Page(having(Right.YEAR), args=lambda w: [w.school_class.pk]),
    "school:plans": Page(having(Right.YEAR)),
    "school:new_plan": Page(having(Right.YEAR), args=lambda w: [w.student.pk]),
    "ending:plan": Page(having(Right.YEAR), args=lambda w: [at_home(w.student).pk]),
    "school:load": Page(having(Right.YEAR)),
    "school:copy_load": Page(having(Right.YEAR)),
    "school:section_load": Page(having(Right.YEAR), args=lambda w: [w.section.pk]),
    "school:end_load": Page(
        having(Right.YEAR),
        args=lambda w: [w.section.pk, w.section.loads.order_by("pk").first().pk],
    ),
    "school:staff": Page(having(Right.STAFF)),
    "school:hire": Page(having(Right.STAFF)),
    "school:staff_card": Page(having(Right.STAFF), args=lambda w: [w.teacher.staff_member.pk]),
    "school:edit_staff": Page(having(Right.STAFF), args=lambda w: [w.teacher.staff_member.pk]),
    "school:dismiss": Page(having(Right.STAFF), args=lambda w: [w.teacher.staff_member.pk]),
    "school:return_to_work": Page(having(Right.STAFF), args=lambda w: [w.teacher.staff_member.pk]),
    "school:pupils": Page(having(Right.PUPILS) | HOMEROOMS),
    "lists:enrol": Page(having(Right.PUPILS)),
    "school:promote": Page(having(Right.PUPILS)),
    "school:pupil_card": Page(CARDS | OWN_CARDS, args=lambda w: [w.student.pk]),
    "school:edit_pupil": Page(CARDS | OWN_CARDS, args=lambda w: [w.student.pk]),
    "school:verify_pupil": Page(CARDS | OWN_CARDS, args=lambda w: [w.student.pk], method="post"),
    "ending:transfer": Page(CARDS, OWN_CARDS, args=lambda w: [w.student.pk]),
    "ending:leave": Page(CARDS, OWN_CARDS, args=lambda w: [w.student.pk]),
    "school:add_parent": Page(CARDS, OWN_CARDS, args=lambda w: [w.student.pk]),
    "school:edit_parent": Page(CARDS | OWN_CARDS, args=lambda w: [w.student.pk, parenthood(w)]),
    "school:end_parenthood": Page(CARDS, OWN_CARDS, args=lambda w: [w.student.pk, parenthood(w)]),
    "school:timetable": Page(STAFF | having(Right.YEAR)),
    "school:calendar": Page(OF_THE_SCHOOL),
    "school:school_card": Page(having(Right.YEAR)),
    "school:events": Page(OF_THE_SCHOOL),
    "school:new_event": Page(having(Right.YEAR) | HOMEROOMS),
    "school:event": Page(
        having(Right.YEAR) | {"homeroom teacher"},
        having(Right.READ_JOURNALS)
        | TEACHER
        | {"clerk", "reader of the class by order", "reader of the diary by order"}
        | FAMILY
        | {"a classmate", "another parent"},
        lambda w: [kept_event(w.school_class).pk],
    ),
    "school:bells": Page(OF_THE_SCHOOL),
    "school:new_year": Page(having(Right.YEAR)),
    "year:edit_calendar": Page(having(Right.YEAR), args=lambda w: [w.school_class.year_id]),
    "year:official_days": Page(having(Right.YEAR), args=lambda w: [w.school_class.year_id]),
    "year:new_bells": Page(having(Right.YEAR)),
    "year:edit_bells": Page(having(Right.YEAR), args=lambda w: [w.school_class.bells_id]),
    "year:remove_bells": Page(
        having(Right.YEAR), args=lambda w: [w.school_class.bells_id], method="post"
    ),
    "year:regimes": Page(having(Right.YEAR)),
    "year:weeks": Page(having(Right.YEAR)),
    "year:grading": Page(STAFF | having(Right.YEAR)),
    "year:grading_system": Page(STAFF | having(Right.YEAR), args=lambda w: ["five_point"]),
    "year:regulation": Page(STAFF | having(Right.YEAR)),
    "year:works": Page(STAFF | having(Right.YEAR)),
    "year:edit_works": Page(ASKING | having(Right.YEAR)),
    "reports:works_xlsx": Page(STAFF | having(Right.YEAR)),
    "reports:works_pdf": Page(STAFF | having(Right.YEAR), method="post"),
    "school:curricula": Page(CURRICULA),
    "school:new_curriculum": Page(having(Right.YEAR)),
    "school:curriculum": Page(CURRICULA, args=lambda w: [kept_curriculum(w.school_class).pk]),
    "school:save_curriculum": Page(
        having(Right.YEAR), CURRICULA, lambda w: [kept_curriculum(w.school_class).pk], "post"
    ),
    "school:curriculum_classes": Page(
        having(Right.YEAR), CURRICULA, lambda w: [kept_curriculum(w.school_class).pk], "post"
    ),
    "school:copy_curriculum": Page(
        having(Right.YEAR), CURRICULA, lambda w: [kept_curriculum(w.school_class).pk]
    ),
    "school:revise_curriculum": Page(
        having(Right.YEAR), CURRICULA, lambda w: [kept_curriculum(w.school_class).pk]
    ),
    "school:remove_curriculum": Page(
        having(Right.YEAR), CURRICULA, lambda w: [kept_curriculum(w.school_class).pk], "post"
    ),
    "school:make_individual": Page(
        having(Right.YEAR), args=lambda w: [kept_plan(w.student).pk], method="post"
    ),
    "school:class_curriculum": Page(
        READERS | TEACHER | having(Right.PUPILS, Right.YEAR) | {"reader of the class by order"},
        args=lambda w: [w.school_class.pk],
    ),
    "reports:curriculum_xlsx": Page(CURRICULA, args=lambda w: [kept_curriculum(w.school_class).pk]),
    "reports:curriculum_pdf": Page(
        CURRICULA, args=lambda w: [kept_curriculum(w.school_class).pk], method="post"
    ),
    "school:whole_week": Page(STAFF | having(Right.YEAR)),
    "school:versions": Page(having(Right.YEAR)),
    "school:edit_version": Page(having(Right.YEAR), args=lambda w: [kept_draft(w).pk]),
    "school:put_in_slot": Page(
        having(Right.YEAR),
        args=lambda w: [kept_draft(w).pk, w.school_class.pk, 1, 1],
        method="post",
    ),
    "school:clear_slot": Page(having(Right.YEAR), args=lambda w: [kept_slot(w).pk], method="post"),
    "school:drop_version": Page(
        having(Right.YEAR), args=lambda w: [kept_draft(w).pk], method="post"
    ),
    "school:audit_version": Page(having(Right.YEAR), args=lambda w: [kept_draft(w).pk]),
    "timetable:publish": Page(having(Right.YEAR), args=lambda w: [kept_draft(w).pk]),
    "timetable:withdraw": Page(having(Right.YEAR), args=lambda w: [kept_draft(w).pk]),
    "exchange:export_timetable": Page(having(Right.YEAR), args=lambda w: [kept_draft(w).pk]),
    "school:consents": Page(CONSENTS),
    "school:paper_list": Page(CONSENTS),
    "school:class_consents": Page(CLASS_CONSENTS, args=lambda world: [world.school_class.pk]),
    "school:save_class_consents": Page(
        CLASS_CONSENTS, args=lambda world: [world.school_class.pk], method="post"
    ),
    "school:consent": Page(CLASS_CONSENTS, args=lambda world: [world.consent.pk]),
    "school:withdraw_consent": Page(
        CLASS_CONSENTS, args=lambda world: [world.consent.pk], method="post"
    ),
    "school:attach_scan": Page(
        CLASS_CONSENTS, args=lambda world: [world.consent.pk], method="post"
    ),
    "school:consent_scan": Page(CLASS_CONSENTS, args=lambda world: [world.consent.pk]),
    "accounts:readings": Page(EVERYONE),
    "accounts:all_readings": Page(having(Right.EXPORT)),
    "reports:blanks": Page(ASKING | having(Right.PRINT)),
    "reports:day_blanks": Page(HEADS, DEPUTIES, lambda world: [kept_blanks().pk]),
    "reports:movement": Page(having(Right.PUPILS, Right.READ_JOURNALS)),
    "reports:alphabet": Page(having(Right.PUPILS)),
    "reports:exports": Page(having(Right.EXPORT)),
    "reports:export_people": Page(having(Right.EXPORT), method="post", data={"list": "all"}),
    "reports:consents_pdf": Page(CONSENTS, method="post"),
    "reports:consents_xlsx": Page(CONSENTS, method="post"),
    "reports:consent_form": Page(CONSENTS, args=lambda world: [1], method="post"),
    "reports:paper": Page({"director"}, args=lambda world: [world.paper.pk]),
    "reports:paper_file": Page({"director"}, args=lambda world: [world.paper.pk]),
    "school:rights": Page(having(Right.ACCESS)),
    "school:my_rights": Page(EVERYONE),
    "school:person_rights": Page(having(Right.ACCESS), args=lambda world: [world.teacher.pk]),
    "school:appoint": Page(having(Right.ACCESS), args=lambda world: [world.teacher.pk]),
    "school:end_appointment": Page(having(Right.ACCESS), args=lambda world: [world.appointment.pk]),
    "school:role_rights": Page(having(Right.ACCESS)),
    "school:role_right": Page(having(Right.ACCESS), args=lambda world: ["clerk", "import"]),
    "school:grants": Page(having(Right.ACCESS)),
    "school:new_grant": Page(having(Right.ACCESS)),
    "school:withdraw_grant": Page(
        having(Right.ACCESS), args=lambda world: ["section", world.grant.pk]
    ),
    "hours:hours": Page(having(Right.YEAR)),
    "hours:load_xlsx": Page(having(Right.YEAR)),
    "hours:load_csv": Page(having(Right.YEAR)),
    "reports:why": Page(having(Right.ACCESS)),
    "reports:grants_xlsx": Page(having(Right.ACCESS)),
    "reports:slips": Page(SLIPS),
    "reports:staff_slips": Page(having(Right.PASSWORDS)),
    "reports:class_slips": Page(CLASS_SLIPS, args=lambda world: [world.school_class.pk]),
    "reports:entry_of": Page(
        CLASS_SLIPS | having(Right.PUPILS), args=lambda world: [world.student.user_id]
    ),
    "reports:act_on_entry": Page(
        CLASS_SLIPS | having(Right.PUPILS),
        args=lambda world: [world.student.user_id],
        method="post",
    ),
    "reports:readiness": Page(
        having(Right.YEAR, Right.STAFF, Right.PUPILS, Right.CONSENTS)
        | HOMEROOMS
        | TEACHER
        | SUBSTITUTES
        | {"another teacher"}
    ),
    "reports:missing": Page(STAFF),
    "reports:missing_xlsx": Page(STAFF),
    "reports:missing_lessons": Page(OPENED, args=lambda world: [world.section.pk, "topic"]),
    "reports:documents": Page(HEADS | DEPUTIES | HOMEROOMS | GRANTED | {"inspector"}),
    "reports:order_document": Page(
        LEADERS,
        {"homeroom teacher", "inspector"},
        lambda world: [world.school_class.pk],
        "post",
    ),
    "reports:summary_sheet": Page(READERS, args=lambda world: [world.school_class.pk]),
    "reports:document": Page(READERS, args=lambda world: [world.document.pk]),
    "reports:download": Page(READERS, args=lambda world: [world.document.pk]),
    "archive:volumes": Page(HEADS | DEPUTIES | HOMEROOMS | GRANTED | {"inspector"}),
    "archive:history": Page(having(Right.HISTORY)),
    "archive:history_xlsx": Page(having(Right.HISTORY)),
    "archive:lesson_history": Page(OPENED | {"substitute of today"}, args=lambda w: [w.lesson.pk]),
    "archive:lesson_history_xlsx": Page(
        OPENED | {"substitute of today"}, args=lambda w: [w.lesson.pk]
    ),
    "archive:cell_history": Page(
        OPENED | {"substitute of today"}, args=lambda w: [w.lesson.pk, w.student.pk]
    ),
    "archive:final_history": Page(OPENED, args=lambda w: [w.section.pk, w.student.pk]),
    "archive:pupil_history": Page(READERS, args=lambda w: [w.student.pk]),
    "archive:pupil_history_xlsx": Page(READERS, args=lambda w: [w.student.pk]),
    "archive:person_history": Page(having(Right.HISTORY) | TEACHER, args=lambda w: [w.teacher.pk]),
    "archive:person_history_xlsx": Page(
        having(Right.HISTORY) | TEACHER, args=lambda w: [w.teacher.pk]
    ),
    "archive:seals": Page(having(Right.HISTORY) | having(Right.SYSTEM)),
    "archive:verify_history": Page(having(Right.HISTORY) | having(Right.SYSTEM), method="post"),
    "archive:verify_volume": Page(READERS, args=lambda world: [world.document.pk], method="post"),
    "archive:breaches": Page(having(Right.BREACHES)),
    "archive:report_breach": Page(having(Right.BREACHES) | HOMEROOMS),
    "archive:report_breach_of": Page(
        having(Right.BREACHES) | {"homeroom teacher"},
        args=lambda w: [w.student.user_id],
        method="post",
    ),
    "archive:breach": Page(having(Right.BREACHES), args=lambda w: [w.breach.pk]),
    "archive:save_breach": Page(
        having(Right.BREACHES), args=lambda w: [w.breach.pk, "notices"], method="post"
    ),
    "archive:void_operations": Page(
        having(Right.BREACHES), args=lambda w: [w.breach.pk], method="post"
    ),
    "archive:decide_operations": Page(
        having(Right.BREACHES), args=lambda w: [w.breach.pk], method="post"
    ),
    "archive:unlock_account": Page(
        having(Right.BREACHES), args=lambda w: [w.breach.pk], method="post"
    ),
    "archive:make_breach_act": Page(
        having(Right.BREACHES), args=lambda w: [w.breach.pk], method="post"
    ),
    "archive:breach_act": Page(having(Right.BREACHES), args=lambda w: [w.breach_act.pk]),
    "mfa_index": Page(EVERYONE),
    "mfa_activate_totp": Page(EVERYONE),
    "mfa_deactivate_totp": Page(EVERYONE),
    "mfa_add_webauthn": Page(EVERYONE),
    "mfa_remove_webauthn": Page(EVERYONE, args=lambda world: [1]),
    "mfa_view_recovery_codes": Page(EVERYONE),
    "mfa_generate_recovery_codes": Page(EVERYONE),
    "mfa_reauthenticate": Page(EVERYONE),
    "mfa_reauthenticate_webauthn": Page(EVERYONE),
    "account_reauthenticate": Page(EVERYONE),
    "account_change_password": Page(EVERYONE),
    "accounts:rules": Page(EVERYONE),
    "accounts:rules_register": Page(having(Right.ACCESS)),
    "accounts:end_session": Page(EVERYONE, method="post"),
    "accounts:report_breach": Page(EVERYONE, method="post"),
    "diary:home": Page(FAMILIES),
    "diary:week": Page(
        FAMILY | {"reader of the diary by order"}, args=lambda world: [world.student.pk, world.day]
    ),
    "diary:summary": Page(
        FAMILY | {"reader of the diary by order"} | READERS, args=lambda world: [world.student.pk]
    ),
    "diary:school_class": Page(READERS, args=lambda world: [world.school_class.pk]),
    "diary:homework_file": Page(
        FAMILY | {"reader of the diary by order"},
        args=lambda w: [w.student.pk, homework_file(w)],
    ),
    "diary:letters": Page(WRITING),
    "diary:write": Page(WRITING),
    "diary:letter": Page(
        TEACHER | {"homeroom teacher", "director", "deputy"},
        args=lambda w: [kept_letter(w.section, w.student).pk],
    ),
    "diary:from_family": Page(
        FAMILY,
        args=lambda w: [kept_letter(w.section, w.student).pupils.get().pk],
        method="post",
    ),
    "diary:read_notice": Page(
        FAMILY | {"reader of the diary by order"},
        args=lambda world: [world.notice.pk],
        method="post",
    ),
    "exchange:imports": Page(having(Right.IMPORT)),
    "exchange:upload": Page(having(Right.IMPORT), method="post"),
    "exchange:preview": Page(having(Right.IMPORT), args=lambda world: [world.import_job.pk]),
    "exchange:status": Page(having(Right.IMPORT), args=lambda world: [world.import_job.pk]),
    "exchange:apply": Page(
        having(Right.IMPORT), args=lambda world: [world.import_job.pk], method="post"
    ),
    "exchange:template": Page(having(Right.IMPORT), args=lambda world: ["pupils"]),
    "exchange:export_oneroster": Page(having(Right.EXPORT)),
}


def names(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + pattern.name
        else:
            yield from names(
                pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else prefix
            )


@pytest.mark.requirement("ACC-2")
def test_every_page_is_listed_and_every_listed_page_is_there():
    assert set(names(get_resolver().url_patterns)) == ACCESS.keys() | OPEN


@pytest.mark.requirement("ACC-7")
@pytest.mark.requirement("ACC-8")
@pytest.mark.requirement("ACC-9")
@pytest.mark.requirement("ACC-10")
@pytest.mark.parametrize("name", ACCESS)
def test_page_opens_only_to_its_people(browser, at, everybody, world, name):
    at(2025, 9, 15, 14, 0)
    assert wrong_answers(browser, everybody, name, world) == []


METHODS = ["get", "post", "put", "delete"]
NOT_ALLOWED = 405


def wrong_answers(browser, everybody, name, there, renamed=None):
    """What differs from the table, for the objects of `there`; `renamed` says who is like whom to them."""
    page, url = ACCESS[name], reverse(name, args=ACCESS[name].args(there))
    return [
        f"{method} by {person}: {status}"
        for person in PEOPLE
        for method, status in answers(browser(everybody[person]), url, page)
        if not is_right(page, (renamed or {}).get(person, person), method, status)
    ]


def answers(client, url, page):
    """What each method answers to the person of the browser; what it would have written is taken back."""
    # The page's own method last: the others must not have opened it.
    for method in sorted(METHODS, key=lambda method: method == page.method):
        with transaction.atomic():
            response = getattr(client, method)(url, page.data if method == page.method else {})
            transaction.set_rollback(True)
        yield method, _status(response)


def _status(response):
    """A way to the door counts as the door."""
    if response.status_code == 302 and response.url.startswith(reverse("account_login")):
        return "sign in"
    return response.status_code


def is_right(page, person, method, status):
    """Strangers are told 404, readers who may not write 403, whatever the method; insiders get their page."""
    refused = "sign in" if person == "nobody" else 403 if person in page.readers else 404
    if person in page.insiders:
        return status in ({200, 302, 422} if method == page.method else {200, 302, 404, 405, 422})
    return status in ({refused} if method == page.method else {refused, NOT_ALLOWED})
