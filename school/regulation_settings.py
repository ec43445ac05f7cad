"""Every setting of the school's regulation with its words and its clause, and what is decided already.

«Положение» is the regulation on the electronic journal, «инструкция» the duties of a post.
"""

from collections.abc import Mapping
from decimal import Decimal

from .regulation import Setting, Unit

YEAR, ENTRIES, MARKS, CLOSING = "Учебный год", "Сроки записей", "Отметки", "Закрытие и замены"
FAMILIES = "Сообщения семьям"

_SETTINGS = (
    Setting("print_until", YEAR, "Журнал напечатан и прошит до", Unit.DAY_OF_YEAR, "положение, п. 3.4"),
    Setting("attendance_soon", ENTRIES, "Отсутствующих отмечают после начала урока за", Unit.MINUTES,
            "инструкция учителя", 1, 45, is_applied=True),
    Setting("attendance_late", ENTRIES, "Отметка отсутствующих опоздала через", Unit.MINUTES,
            "положение, п. 2.10", 1, 240, is_applied=True),
    Setting("homework_mode", ENTRIES, "Срок домашнего задания", Unit.CHOICE,
            "положение, п. 2.8; инструкция учителя, п. 4", choices={
                "earlier": "что наступит раньше: час или время после уроков",
                "clock": "час того же дня",
                "after_lessons": "время после последнего урока класса",
            }, is_applied=True),
    Setting("homework_until", ENTRIES, "Домашнее задание записано до", Unit.TIME, "положение, п. 2.8", is_applied=True),
    Setting("homework_after_lessons", ENTRIES, "Домашнее задание после последнего урока класса за",
            Unit.MINUTES, "инструкция учителя, п. 4", 0, 600, is_applied=True),
    Setting("homework_suspended", ENTRIES, "Задание на актированный день записано до", Unit.TIME,
            "положение, п. 2.8", is_applied=True),
    Setting("marks_days", ENTRIES, "Отметки за урок, кроме работ со своим сроком, через (0 – в тот же день)",
            Unit.DAYS, "положение, п. 2.6", 0, 30, is_applied=True),
    Setting("terms_in", ENTRIES, "Сроки работ считают в днях", Unit.CHOICE, "положение, п. 2.13", choices={
        "calendar": "календарных", "study": "учебных"}, is_applied=True),
    Setting("period_marks_days", ENTRIES, "Отметки за период ставят в последние", Unit.DAYS,
            "положение, п. 2.9", 1, 31, is_applied=True),
    Setting("exam_hours", ENTRIES, "Результаты экзаменов сообщают родителям за", Unit.HOURS,
            "инструкция учителя", 1, 240),
    Setting("least_marks", MARKS, "Отметок за четверть не меньше, по часам в неделю", Unit.TABLE,
            "локальный акт школы", 0, 99, is_applied=True),
    Setting("least_marks_half_year", MARKS, "За полугодие отметок больше, чем за четверть, в", Unit.TIMES,
            "локальный акт школы", Decimal(1), Decimal(4), is_applied=True),
    Setting("fewest_marks", MARKS, "Для отметки за период нужно не меньше", Unit.MARKS,
            "локальный акт школы", 1, 20, is_applied=True),
    Setting("few_marks_told_before", MARKS, "О нехватке отметок напоминают до конца периода за", Unit.DAYS,
            "локальный акт школы", 0, 90, is_applied=True),
    Setting("ungraded_grades", MARKS, "Без отметок учатся первые", Unit.GRADES,
            "локальный акт школы", 0, 4, is_applied=True),
    Setting("overstated_percent", MARKS, "Завышенных отметок в журнале не больше", Unit.PERCENT,
            "локальный акт школы", 0, 100),
    Setting("reopening_days", CLOSING, "Закрытый период открывают не дольше чем на", Unit.DAYS,
            "положение, п. 2.14", 1, 60, is_applied=True),
    Setting("reopening_usual", CLOSING, "Обычный срок открытия", Unit.DAYS, "положение, п. 2.14", 1, 60,
            is_applied=True),
    Setting("substitute_days", CLOSING, "Заменяющий учитель заполняет свой урок ещё", Unit.DAYS,
            "положение, п. 2.11, 2.13", 1, 60, is_applied=True),
    Setting("quiet_from", FAMILIES, "Тихие часы начинаются в", Unit.TIME, "локальный акт школы", is_applied=True),
    Setting("quiet_until", FAMILIES, "Тихие часы кончаются в", Unit.TIME, "локальный акт школы", is_applied=True),
    Setting("quiet_days_off", FAMILIES, "В выходные и нерабочие дни", Unit.CHOICE, "локальный акт школы", choices={
        "quiet": "тихо весь день, сообщения придут утром следующего дня",
        "as_usual": "как в учебные дни",
    }, is_applied=True),
)  # fmt: skip
SETTINGS: Mapping[str, Setting] = {setting.name: setting for setting in _SETTINGS}

# Where the model regulations leave nothing to decide, or the school decides on another page: what, how, by what.
DECIDED: tuple[tuple[str, str, str], ...] = (
    ("Подготовка учебного года", "сроки на странице «Готовность»: 5, 10 и 15 сентября",
     "положение, п. 2.2; инструкции директора, п. 10, и заместителя, п. 5"),
    ("График контрольных работ", "сколько в день и как часто: страница «Контрольные»", "рекомендации министерства"),
    ("Пороги отметок за период", "у каждой системы оценивания, страница «Оценивание»", "локальный акт школы"),
    ("Контрольные и письменные работы", "срок у вида работы, страница «Оценивание»: контрольные 3 дня, "
     "сочинения неделя", "положение, п. 2.13"),
    ("Коды отсутствия", "«н» причина неизвестна или неуважительная, «б» болезнь, «ну» уважительная",
     "положение, п. 2.10; инструкция учителя, п. 7"),
    ("Отметка после болезни", "ставится в тот же урок по протоколу, отсутствие остаётся", "положение, п. 2.6"),
    ("Отметка за период болевшему", "«отср», потом по заявке", "инструкция учителя, п. 12"),
    ("Правка после выставления отметок за период", "только по заявке; решает тот, у кого право решать об исправлениях",
     "положение, п. 2.14"),
    ("Извещение о нарушении", "директору и поддержке за 1 час", "положение, п. 4.3"),
    ("Пароли учеников", "одноразовый листок; классный руководитель пароля не видит", "положение, п. 2.5.3"),
    ("Категории пользователей", "роли на странице «Права» и только читающий проверяющий", "положение, п. 5.1, 7, 8"),
)  # fmt: skip
