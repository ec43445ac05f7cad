"""Columns of the lists: what stands in them, which must be filled in, what a person is told of them."""

from dataclasses import dataclass

from exchange.tables import Columns

# How a person says in the column of sign-in names that it is another person of the same name.
ANOTHER = "новый"


@dataclass(frozen=True)
class Column:
    """`sort` says how the cell is read (see values); `limit` is the longest text."""

    title: str
    hint: str
    sort: str = "text"
    limit: int = 150
    is_needed: bool = False
    # The column must stand in the file, its cells need not be filled in; whoever settles the line says where they must.
    may_be_empty: bool = False
    example: str = ""


@dataclass(frozen=True)
class ListForm:
    """One list; `kind` is the kind of its import and of its rows in the report."""

    kind: str
    title: str
    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()

    @property
    def known(self) -> Columns:
        """The columns that must stand in the file are those that must be filled in."""
        return Columns(
            tuple(one.title for one in self.columns),
            tuple(one.title for one in self.columns if one.is_needed),
        )


CODE, LOGIN = "Код", "Имя для входа"
LAST, FIRST, MIDDLE = "Фамилия", "Имя", "Отчество"
PHONE, EMAIL = "Телефон", "Электронная почта"
BORN, SEX, CLASS, FILE, ADDRESS = "Дата рождения", "Пол", "Класс", "Номер личного дела", "Адрес"
SINCE, ORDER = "Зачислен с", "Приказ о зачислении"
POSITION, HIRED, HIRE_ORDER, HIRE_DATE = "Должность", "Принят с", "Номер приказа", "Дата приказа"
CHILD, CHILD_NAME, RELATION = "Ребёнок", "Фамилия и имя ребёнка", "Кем приходится"
PARENT_SINCE, BASIS = "Представитель с", "Основание"
SUBJECT, GROUP, TEACHER, HOURS, FROM = (
    "Предмет",
    "Группа",
    "Учитель",
    "Часов в неделю",
    "С какого дня",
)

_CODE = Column(
    CODE,
    "Свой код человека: табельный номер, номер личного дела, код из другой программы. По нему журнал узнаёт человека "
    "при следующей загрузке, даже если сменилась фамилия. Можно не заполнять.",
    "code", 255, example="104",
)  # fmt: skip
_LOGIN = Column(
    LOGIN,
    "У тех, кто уже есть в журнале: по нему журнал узнаёт человека. У нового оставьте пустым, имя для входа журнал "
    f"даст сам. Если в журнале есть однофамилец с тем же именем, а это другой человек, напишите «{ANOTHER}».",
    "code",
)  # fmt: skip
_NAMES = (
    Column(LAST, "Как в документе.", "name", is_needed=True, example="Петрова"),
    Column(FIRST, "Как в документе.", "name", is_needed=True, example="Анна"),
    Column(MIDDLE, "Если есть.", "name", example="Ивановна"),
)
_CONTACTS = (
    Column(PHONE, "С кодом: +7 900 123-45-67.", "phone", 40, example="+7 900 123-45-67"),
    Column(EMAIL, "Один адрес.", "email", 254, example="petrova@example.org"),
)
EMPTY_STAYS = "Пустая ячейка ничего не стирает: в журнале остаётся то, что есть."
LEFT_OUT = "Кого нет в списке, тех загрузка не трогает: увольнение, отчисление и перевод оформляют в журнале приказом."

STAFF = ListForm(
    "staff",
    "Сотрудники",
    (
        _CODE, _LOGIN, *_NAMES,
        Column(POSITION, "Как в штатном расписании.", limit=120, is_needed=True, example="Учитель математики"),
        Column(HIRED, "Первый рабочий день.", "day", example="01.09.2023"),
        Column(HIRE_ORDER, "О приёме на работу.", limit=40, example="45-л"),
        Column(HIRE_DATE, "О приёме на работу.", "past", example="28.08.2023"),
        *_CONTACTS,
    ),
    (EMPTY_STAYS, LEFT_OUT),
)  # fmt: skip
PUPILS = ListForm(
    "pupils",
    "Ученики",
    (
        _CODE, _LOGIN, *_NAMES,
        Column(CLASS, "Класс этого учебного года, как он назван в журнале.", limit=20, is_needed=True, example="7А"),
        Column(BORN, "День, месяц и год.", "born", example="14.03.2012"),
        Column(SEX, "м или ж.", "sex", example="ж"),
        Column(FILE, "По алфавитной книге.", limit=20, example="П-37"),
        Column(ADDRESS, "Адрес проживания.", limit=300),
        *_CONTACTS,
        Column(SINCE, "Если не с первого дня учебного года.", "day", example="01.09.2025"),
        Column(ORDER, "Номер и дата.", limit=60, example="№ 81-у от 29.08.2025"),
    ),
    (EMPTY_STAYS, LEFT_OUT, "Новый ученик попадает в журналы всего класса; в группы его записывают на странице класса."),
)  # fmt: skip
PARENTS = ListForm(
    "parents",
    "Родители",
    (
        _CODE, _LOGIN, *_NAMES,
        Column(RELATION, "мать, отец, опекун, попечитель, приёмный родитель, представитель.", limit=40, is_needed=True,
               example="мать"),
        Column(CHILD, "Имя для входа, код или номер личного дела ребёнка. Если детей несколько, у каждого своя строка.",
               "code", 255, is_needed=True, example="petrova.ai"),
        Column(CHILD_NAME, "Для проверки: если здесь другой человек, строка не загрузится.", limit=300,
               example="Петрова Анна"),
        *_CONTACTS,
        Column(PARENT_SINCE, "Если не с сегодняшнего дня.", "past"),
        Column(BASIS, "Документ, который даёт право.", limit=200, example="свидетельство о рождении"),
    ),
    (EMPTY_STAYS, "Кого нет в списке, тех загрузка не трогает: права представителя прекращают в карточке ученика."),
)  # fmt: skip
LOAD = ListForm(
    "load",
    "Нагрузка",
    (
        Column(CLASS, "Один класс или несколько через запятую, если они учатся вместе.", limit=200, is_needed=True,
               example="7А"),
        Column(SUBJECT, "Предмет, как он назван в журнале.", limit=120, is_needed=True, example="Алгебра"),
        Column(GROUP, "Если класс делится: чем группа отличается. Весь класс — пусто.", limit=120, example="1 группа"),
        Column(TEACHER, "Имя для входа или код учителя. Вакансия — пусто.", "code", 255, example="petrova.ai"),
        Column(HOURS, "Число: 3 или 2,5. Пусто у журнала, который уже есть, — часы не меняются.", "hours", is_needed=True,
               may_be_empty=True, example="3"),
        Column(FROM, "Если не с первого дня учебного года.", "day", example="01.09.2025"),
    ),
    (
        "Журнал узнают по классу, предмету и группе, учителя — по имени для входа или коду.",
        "Чего нет в списке, то загрузка не трогает. Замену учителя оформляют на странице «Нагрузка» с её днём.",
    ),
)  # fmt: skip
LISTS = {form.kind: form for form in (STAFF, PUPILS, PARENTS, LOAD)}
# Lists of one school year; the others are of the school.
OF_YEAR = ("pupils", "load")
