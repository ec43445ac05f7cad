"""One account a role, listed on the sign-in page of a demo school and nowhere else. Password: demo."""

DEMO_PASSWORD = "demo"  # noqa: S105  a demo school says it aloud on its first page

ACCOUNTS = [
    ("teacher", "Учитель", "отмечает присутствие, ставит отметки"),
    ("homeroom", "Классный руководитель", "видит все журналы своего класса"),
    ("deputy", "Заместитель директора", "следит, всё ли заполнено"),
    ("director", "Директор", "видит школу целиком"),
    ("admin", "Администратор системы", "загружает списки, печатает журналы"),
    ("parent", "Родитель", "читает дневник двоих детей"),
    ("pupil", "Ученик", "читает свой дневник"),
]


def demo_accounts() -> list[tuple[str, str, str]]:
    return ACCOUNTS
