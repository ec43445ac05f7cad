"""How a change of an official record is told: what was changed, where it stands, which of its values.

Every official model and every field of it has its words here; a test asks for those of a new one.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Field, Model
from django.utils import timezone

from accounts.models import User
from accounts.records import Record
from journal.models import Lesson, LineItem, PeriodLock, WorkType
from school.models import (
    CourseSection,
    GradingPeriod,
    GuardianLink,
    Room,
    SchoolClass,
    StaffMember,
    Student,
    TimetableEntry,
)
from school.words import clock, date_dots

NOUNS: Mapping[str, str] = {
    "accounts.Appointment": "Назначение",
    "accounts.BreachAct": "Акт о нарушении конфиденциальности",
    "accounts.BreachIncident": "Нарушение конфиденциальности",
    "accounts.Consent": "Согласие",
    "accounts.OutsideIdentity": "Вход через Госуслуги",
    "accounts.RoleRight": "Право роли",
    "accounts.RulesAcceptance": "Принятие правил",
    "accounts.SignInAct": "Действие со входом",
    "accounts.SignInSlip": "Листок для входа",
    "accounts.VoidedOperation": "Недействительная операция",
    "diary.Notice": "Сообщение семье",
    "diary.NoticeReading": "Прочтение сообщения",
    "journal.AttendanceRecord": "Посещаемость",
    "journal.CorrectionRequest": "Заявка на исправление",
    "journal.Homework": "Домашнее задание",
    "journal.Lesson": "Урок",
    "journal.LineItem": "Столбец отметок",
    "journal.Mark": "Отметка",
    "journal.PeriodLock": "Закрытие периода",
    "journal.PeriodMark": "Отметка за период",
    "journal.PeriodReopening": "Открытие периода",
    "school.BellSchedule": "Расписание звонков",
    "school.CalendarDay": "День календаря",
    "school.ClassEnrollment": "Зачисление в класс",
    "school.ClassGrant": "Доступ к классу по приказу",
    "school.CourseSection": "Журнал",
    "school.GradingPeriod": "Учебный период",
    "school.GuardianLink": "Законный представитель",
    "school.HolidayBreak": "Каникулы",
    "school.Homeroom": "Классное руководство",
    "school.PersonCard": "Личная карточка",
    "school.Room": "Кабинет",
    "school.SchoolClass": "Класс",
    "school.SchoolYear": "Учебный год",
    "school.SectionClass": "Класс журнала",
    "school.SectionEnrollment": "Список журнала",
    "school.SectionGrant": "Доступ к журналу по приказу",
    "school.StaffMember": "Сотрудник",
    "school.Student": "Ученик",
    "school.StudentGrant": "Доступ к дневнику по приказу",
    "school.Subject": "Предмет",
    "school.Substitution": "Замена",
    "school.TeachingLoad": "Нагрузка",
    "school.TimeSlot": "Звонок",
    "school.Timetable": "Расписание",
    "school.TimetableEntry": "Урок расписания",
}

LABELS: Mapping[str, str] = {
    "sha256": "контрольная сумма",
    "reader": "кто прочитал",
    "path": "файл",
    "pages": "страниц",
    "notice": "сообщение",
    "content_sha256": "контрольная сумма содержания",
    "bytes": "байт",
    "accepted_at": "приняты",
    "access_closed_at": "доступ закрыт",
    "account": "учётная запись",
    "act_number": "номер акта",
    "address": "адрес",
    "asked_at": "подана",
    "asked_by": "подал",
    "attendance_taken_at": "присутствие отмечено",
    "attendance_taken_by": "присутствие отметил",
    "became": "стало",
    "bells": "звонки",
    "birth_date": "дата рождения",
    "capacity": "мест",
    "circumstances": "обстоятельства",
    "classes_text": "классы",
    "clause": "пункт",
    "code": "отметка",
    "comment": "комментарий",
    "commission": "комиссия",
    "content_object": "к чему",
    "date": "дата",
    "days_a_week": "учебных дней в неделе",
    "decided_at": "решено",
    "decided_by": "решил",
    "decision": "решение",
    "decision_reason": "причина решения",
    "director_notified": "кому сообщено из руководства",
    "director_notified_at": "директор узнал",
    "discovered_at": "обнаружено",
    "dismissed_on": "дата увольнения",
    "document": "документ",
    "doubtful_since": "сомнительно с",
    "due_on": "на день",
    "ends_at": "конец",
    "ends_on": "последний день",
    "entered_by_order": "зачислен приказом",
    "entry": "урок расписания",
    "file_number": "номер личного дела",
    "first_notice_number": "номер первого уведомления",
    "first_notice_on": "первое уведомление",
    "follows_weekday": "по расписанию дня",
    "form": "бланк",
    "found": "что оказалось в журнале",
    "grade": "параллель",
    "grade_from": "с класса",
    "grade_to": "по класс",
    "ground": "основание",
    "guardian": "представитель",
    "hired_on": "дата приёма",
    "history_id": "строка истории",
    "history_row": "строка истории",
    "hours": "часов в неделю",
    "incident": "нарушение",
    "inquiry_number": "номер уведомления о расследовании",
    "inquiry_on": "уведомление о расследовании",
    "is_doubtful": "сомнительна",
    "is_none": "не задано",
    "is_primary": "основной",
    "issued_by": "выдал",
    "issuer": "кто удостоверяет",
    "item": "столбец",
    "kind": "вид",
    "later": "изменено позже",
    "later_id": "позднейшая строка истории",
    "left_by_order": "выбыл приказом",
    "lesson": "урок",
    "letter": "литера",
    "lock": "закрытие",
    "locked_by": "закрыл",
    "locks_at": "закрыт с",
    "made_at": "когда",
    "made_by": "сделал",
    "measures": "меры",
    "metadata": "сведения другой программы",
    "minutes": "минут",
    "moment": "момент, с которого операции недействительны",
    "moment_reason": "почему этот момент",
    "name": "название",
    "new": "стало",
    "no_notice_because": "почему не уведомляли",
    "number": "номер",
    "old": "было",
    "opened_at": "открыт",
    "opened_by": "открыл",
    "order_date": "дата приказа",
    "order_number": "номер приказа",
    "period": "период",
    "permission": "что открыто",
    "place": "место",
    "position": "порядок",
    "reason": "причина",
    "reported_at": "сообщено",
    "reported_by": "сообщил",
    "representative": "представитель",
    "restored": "восстановлено",
    "right": "право",
    "role": "роль",
    "room": "кабинет",
    "row": "запись",
    "scale": "система оценивания",
    "scan": "скан",
    "scan_sha256": "контрольная сумма скана",
    "schedule": "расписание звонков",
    "school": "школа",
    "school_class": "класс",
    "section": "журнал",
    "set_at": "закрыт",
    "sex": "пол",
    "shift": "смена",
    "short_name": "краткое название",
    "source": "источник",
    "sourced_id": "номер в другой программе",
    "starts_at": "начало",
    "starts_on": "первый день",
    "state": "состояние",
    "status": "состояние",
    "student": "ученик",
    "subject": "предмет",
    "support_notified": "кому сообщено в поддержке",
    "support_notified_at": "поддержка узнала",
    "table": "таблица",
    "taken_over_from": "принят от",
    "teacher": "учитель",
    "text": "текст",
    "timetable": "расписание",
    "title": "название",
    "topic": "тема",
    "unlocked_at": "доступ возвращён",
    "unlocked_by": "вернул доступ",
    "until": "открыт до",
    "user": "человек",
    "version": "версия правил",
    "waiting": "ждёт решения",
    "wanted": "должно стать",
    "was": "было",
    "weekday": "день недели",
    "weekly_hours": "часов в неделю",
    "weight": "вес",
    "what": "что исправить",
    "withdrawn_at": "отозвано",
    "work_type": "вид работы",
    "year": "учебный год",
}

# How many times a row was changed says nothing to a person.
UNTOLD = frozenset({"id", "base"})
COUNTERS = frozenset({
    "journal.AttendanceRecord", "journal.Lesson", "journal.Mark", "journal.PeriodMark",
})  # fmt: skip

# What is fetched with the objects that records point at, so that their words need no further query.
FETCHED: Mapping[type[Model], tuple[str, ...]] = {
    CourseSection: ("subject",),
    Lesson: ("section__subject",),
    LineItem: ("lesson__section__subject", "work_type"),
    PeriodLock: ("section__subject", "period"),
    StaffMember: ("user",),
    Student: ("user",),
    GuardianLink: ("guardian", "student__user"),
    TimetableEntry: ("section__subject",),
}

WORDS: Mapping[type[Model], Callable[[Any], str]] = {
    CourseSection: lambda section: section.title,
    GradingPeriod: lambda period: period.title,
    Lesson: lambda lesson: (
        f"{lesson.section.title}, {date_dots(lesson.date)}, {lesson.number}-й урок"
    ),
    LineItem: lambda item: (
        f"{item.lesson.section.title}, {date_dots(item.lesson.date)}, {item.lesson.number}-й урок, "
        f"{item.title or item.work_type.name}"
    ),
    PeriodLock: lambda lock: ", ".join(
        filter(None, [lock.section.title, lock.period.title if lock.period else "год"])
    ),
    Permission: lambda permission: permission.name,
    Room: lambda room: room.name,
    SchoolClass: lambda school_class: school_class.name,
    StaffMember: lambda staff: staff.user.full_name,
    Student: lambda student: student.user.full_name,
    TimetableEntry: lambda entry: (
        f"{entry.section.title}, {WEEKDAYS[entry.weekday]}, {entry.number}-й урок"
    ),
    User: lambda user: user.full_name,
    WorkType: lambda work_type: work_type.name,
}

WEEKDAYS = {1: "пн", 2: "вт", 3: "ср", 4: "чт", 5: "пт", 6: "сб", 7: "вс"}


def noun_of(model: type[Record]) -> str:
    return NOUNS[model._meta.label]


def label_of(field: Field) -> str:
    """The field's own words where it has them, else those kept here."""
    own = str(field.verbose_name)
    return own if own != field.name.replace("_", " ") else LABELS[field.name]


def told_fields(model: type[Record]) -> list[Field]:
    """Fields whose change is told: all but the key and the counter of changes."""
    counter = {"version"} if model._meta.label in COUNTERS else set()
    return [f for f in model._meta.concrete_fields if f.name not in UNTOLD | counter]


def words_of(value: Any) -> str:
    """An object that a record points at."""
    return WORDS.get(type(value), str)(value)


def value_in_words(field: Field, value: Any) -> str:
    """A field's own value (not a key of another record), as a person reads it; nothing is a dash."""
    if value in (None, "", {}):
        return "—"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return f"{date_dots(local.date())} {clock(local.time())}"
    if isinstance(value, date):
        return date_dots(value)
    if isinstance(value, time):
        return clock(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return str(value)
