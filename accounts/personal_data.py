"""Which field of which table is personal, and how: declared one by one, so that none is forgotten.

The declaration says what leaves with a list of people, what a copy for support must not hold, and what is
destroyed with a person (152-ФЗ art. 3, 10, 19; order 21 of FSTEC). History tables follow their models. Keys and
relations hold no words and are not declared. A test fails on a field that is not here: put it in its line.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.models import Field, Model


class Category(StrEnum):
    NAME = "name"
    CONTACT = "contact"
    BIRTH = "birth"
    ADDRESS = "address"
    # What points at one person: login, number of the file, key of another system.
    IDENTIFIER = "identifier"
    EDUCATION = "education"
    # Of a special category (art. 10): why a pupil was absent.
    HEALTH = "health"
    # Words that people write: nobody knows whom they name.
    TEXT = "text"
    SECRET = "secret"  # noqa: S105  a category, not a password
    # From where and by what somebody came in.
    TRACE = "trace"
    NONE = "none"


_SOURCED = "identifier: sourced_id metadata"
_TERM = "none: starts_on ends_on"
_GRANT = f"{_TERM} order_number order_date withdrawn_at; text: reason"
_AXES = (
    "trace: user_agent ip_address http_accept path_info; identifier: username; none: attempt_time"
)

DECLARED: dict[str, str] = {
    # Libraries.
    "auth.Permission": "none: name codename",
    "auth.Group": "none: name",
    "auth.Group_permissions": "",
    "contenttypes.ContentType": "none: app_label model",
    "sessions.Session": "secret: session_data; none: expire_date",
    "guardian.UserObjectPermission": "none: object_pk",
    "guardian.GroupObjectPermission": "none: object_pk",
    "account.EmailAddress": "contact: email; none: verified primary",
    "account.EmailConfirmation": "secret: key; none: created sent",
    "socialaccount.SocialApp": "secret: client_id secret key settings; none: provider provider_id name",
    "socialaccount.SocialAccount": "identifier: uid extra_data; none: provider last_login date_joined",
    "socialaccount.SocialToken": "secret: token token_secret; none: expires_at",
    "mfa.Authenticator": "secret: data; none: type created_at last_used_at",
    "usersessions.UserSession": "secret: session_key; trace: ip user_agent data; none: created_at last_seen_at",
    "axes.AccessFailureLog": f"{_AXES} locked_out",
    "axes.AccessAttempt": f"{_AXES} failures_since_start; secret: get_data post_data",
    "axes.AccessAttemptExpiration": "none: expires_at",
    "axes.AccessLog": f"{_AXES} logout_time; secret: session_hash",
    # Accounts.
    "accounts.User": "name: last_name first_name middle_name; contact: email phone; secret: password; "
    f"{_SOURCED} username identifier; none: last_login is_superuser is_staff is_active date_joined",
    "accounts.User_groups": "",
    "accounts.User_user_permissions": "",
    "accounts.RoleRight": "none: role right is_given",
    "accounts.Appointment": f"{_TERM} role grade_from grade_to order_number order_date",
    "accounts.BreachIncident": "name: director_notified support_notified commission; "
    "text: circumstances moment_reason place measures no_notice_because; none: reported_at discovered_at "
    "director_notified_at support_notified_at moment doubtful_since act_number first_notice_on "
    "first_notice_number inquiry_on inquiry_number unlocked_at state",
    "accounts.VoidedOperation": "education: was became restored; text: place later waiting; none: table "
    "history_row row made_at is_doubtful student decision later_id decided_at",
    "accounts.BreachAct": "none: made_at path pages bytes sha256 content_sha256",
    "accounts.Consent": "text: withdrawal_basis; none: purpose channel status text_version medium given_on "
    "valid_until withdrawn_on scan scan_sha256",
    "accounts.CardReading": "name: reader_name; none: page read_at",
    "accounts.MassExport": "name: author_name; none: title people sha256 made_at",
    "accounts.RulesAcceptance": "none: version accepted_at",
    "accounts.SignInSlip": "identifier: username; text: void_reason; none: issued_at valid_until used_at "
    "voided_at",
    "accounts.SlipCode": "secret: hash",
    "accounts.SignInAct": "text: reason; none: kind made_at",
    "accounts.OutsideIdentity": "identifier: identifier; none: issuer bound_how bound_at ended_at",
    # School.
    "school.School": "none: name full_name locality is_demo clock_shift second_factor_for_staff sourced_id",
    "school.SchoolYear": f"none: title starts_on ends_on; {_SOURCED}",
    "school.GradingPeriod": f"{_TERM} kind number title grade_from grade_to stated_days_5 stated_days_6; "
    f"{_SOURCED}",
    "school.HolidayBreak": f"{_TERM} kind title grade_from grade_to",
    "school.CalendarDay": "none: date kind title follows_weekday grade_from grade_to days_a_week",
    "school.BellSchedule": "none: name shift building",
    "school.TimeSlot": "none: number starts_at ends_at",
    "school.WorkingRegime": f"{_TERM} weekday grade_from grade_to reason",
    "school.PersonCard": "name: last_name first_name middle_name; contact: phone email; none: verified_on form",
    "school.Curriculum": "none: kind level grade_from grade_to title variant profile days_a_week version",
    "school.CurriculumLine": "none: grade part hours groups choice",
    "school.ClassCurriculum": _TERM,
    "school.StaffMember": "none: position hired_on hire_order_number hire_order_date dismissed_on "
    "dismissal_order_number dismissal_order_date access_closed_at",
    "school.Student": "birth: birth_date; address: address; identifier: file_number; none: sex",
    "school.GuardianLink": f"{_TERM} relation; text: basis ended_by",
    "school.SchoolClass": f"none: grade letter name days_a_week ends_on ended_by_order; {_SOURCED}",
    "school.Homeroom": f"{_TERM} is_primary",
    "school.ClassEnrollment": f"{_TERM}; text: entered_by_order left_by_order",
    "school.EnrollmentEvent": "text: place note; none: kind date order_number order_date reason area",
    "school.Subject": f"none: name short_name position; {_SOURCED}",
    "school.CombinedClass": "none: name",
    "school.GradingSystem": "none: name kind",
    "school.GradingVersion": "none: starts_on codes order_number order_date",
    "school.GradingChoice": "none: grade_from grade_to scale",
    "school.RegulationValue": "none: name value starts_on order_number order_date",
    "school.CourseSection": f"{_TERM} name kind scale grade classes_text weekly_hours; {_SOURCED}",
    # A pupil taught at home is so by illness, as a rule.
    "school.IndividualPlan": f"{_TERM} order_number order_date; health: kind",
    "school.SectionClass": "",
    "school.SectionEnrollment": _TERM,
    "school.TeachingLoad": f"{_TERM} hours is_primary",
    "school.SectionGrant": _GRANT,
    "school.ClassGrant": _GRANT,
    "school.StudentGrant": _GRANT,
    "school.StaffAbsence": f"{_TERM}; health: reason; text: document",
    "school.Substitution": "text: reason; none: kind date number order_number order_date",
    "school.ControlWork": "text: topic source reason; none: date number lessons level work_form control status "
    "moved_from asked_at decided_at version",
    "school.ControlWorkSchedule": f"{_TERM} published_at order_number order_date withdrawn_at",
    "school.ControlWorkLimits": "none: level starts_on weeks_between a_day spares_edges percent source",
    "school.LessonPlan": "text: remark; none: title state sent_at decided_at version",
    "school.LessonPlanSection": "",
    "school.LessonPlanItem": "text: topic homework note; none: position kind hours",
    "school.Room": f"none: name building capacity; {_SOURCED}",
    "school.Timetable": f"{_TERM} title status source",
    "school.TimetableEntry": "none: weekday number weeks kind",
    "school.SchoolEvent": f"text: title purpose place cancel_reason; {_TERM} starts_at ends_at cancels_lessons "
    "cancelled_at",
    "school.EventAudience": "none: grade_from grade_to",
    "school.ReadinessDeadline": "none: stage date source",
    # Journal.
    "journal.Lesson": "text: topic; none: date number starts_at ends_at status attendance_taken_at version",
    "journal.LessonMove": "text: reason; none: kind from_date from_number order_number order_date",
    "journal.Homework": "text: text; none: kind is_none minutes due_on",
    "journal.Assignment": "text: text; none: kind minutes due_on audience",
    "journal.AssignmentPupil": "",
    "journal.HomeworkFile": "text: name; none: path bytes sha256",
    "journal.AttendanceRecord": "education: status; health: reason; none: minutes version",
    "journal.DailyAbsence": f"{_TERM}; health: reason; text: document",
    "journal.AbsenceNote": f"{_TERM} asked_at state decided_at; health: reason; text: words answer",
    "journal.Outage": "text: what; none: starts_at ends_at",
    "journal.DeadlineFact": "none: kind verdict day begins_at due_at done_at clause told noted_at",
    "journal.Exam": "none: held_at takers",
    "journal.WorkType": f"{_TERM} name letter weight position is_control is_counted term_days",
    "journal.LineItem": "text: title; none: position weight is_hidden",
    "journal.Mark": "education: code; text: comment; none: version waits_until",
    "journal.PeriodMark": "education: code; text: comment; none: kind version",
    "journal.MakeUpProtocol": "text: way; none: number date withdrawn_at",
    "journal.CommissionMember": "none: position",
    "journal.MakeUp": "education: code",
    "journal.MarkDeferral": "health: reason; none: order_number order_date deferred_until",
    "journal.CorrectionRequest": "education: was wanted found; text: reason document decision_reason; none: "
    "number what base ground asked_at state decided_at",
    "journal.PeriodLock": f"{_TERM} kind set_at locks_at clause",
    "journal.PeriodReopening": "text: reason; none: opened_at until",
    "journal.PageSignature": "name: signer_name; trace: identified_by; none: position signed_at digest pupils lessons "
    "marks missing",
    "journal.SignedText": "text: text; none: digest",
    # What is made of it.
    "diary.Notice": "text: text; none: told_at",
    "diary.NoticeReading": "none: read_at",
    "diary.DiaryVisit": "none: day",
    "diary.Letter": "text: text not_names withdrawal_reason; none: kind day to_parents to_pupils is_urgent "
    "written_at visible_from form withdrawn_at",
    "diary.LetterPupil": "",
    "diary.LetterReading": "none: read_at medium",
    "diary.LetterAnswer": "text: text; none: answered_at read_at",
    "reports.Document": "none: kind status requested_at attempt parts_done parts part_title heard_at "
    "finished_at error path pages bytes sha256 content_sha256",
    "reports.Paper": "secret: order public_key envelope; text: title page; none: kind status requested_at attempt "
    "heard_at finished_at error export_number people wiped_at",
    "reports.DayBlanks": "none: day made_at sheets path pages bytes sha256 content_sha256",
    "reports.ReadinessDay": "none: day percent parts",
    "archive.Seal": "none: made_at form first_transaction next_transaction columns tables rows head",
    "archive.SealedRow": "none: table history_id transaction digest",
    "archive.Verification": "text: findings error; none: asked_at done of finished_at seals rows head "
    "findings_total",
    "exchange.ImportJob": "text: file_name report traces; none: kind status path bytes sha256 starts_on uploaded_at "
    "started_at applied_at undone_at",
}  # fmt: skip

# What simple-history adds to every history.
OF_HISTORY = {
    "history_author": Category.NAME,
    "history_change_reason": Category.TEXT,
    "history_date": Category.NONE,
    "history_type": Category.NONE,
    "history_transaction": Category.NONE,
}


def declared(label: str) -> dict[str, Category]:
    """Category by name of field, as declared for this model."""
    found: dict[str, Category] = {}
    for part in filter(None, DECLARED[label].split(";")):
        category, _, names = part.partition(":")
        found |= {name: Category(category.strip()) for name in names.split()}
    return found


def base_of(model: type[Model]) -> type[Model]:
    """The model whose rows these are: for a history the record's own."""
    tracked = getattr(model, "instance_type", None)
    return tracked if isinstance(tracked, type) else model


def categories_of(model: type[Model]) -> dict[str, Category]:
    """Category by name of field. KeyError for a model that is not declared."""
    found = declared(base_of(model)._meta.label)
    return found | OF_HISTORY if base_of(model) is not model else found


def worded_fields(model: type[Model]) -> "list[Field[Any, Any]]":
    """Fields that hold something of their own: no keys, no relations."""
    key = base_of(model)._meta.pk
    return [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.is_relation and field.name != (key and key.name)
    ]


def all_models() -> Iterator[type[Model]]:
    """Every table of the program, those of libraries and of many-to-many too."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model
