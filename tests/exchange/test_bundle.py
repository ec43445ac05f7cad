"""Reading OneRoster bundles: what is right is read whole, what is wrong is told by file, line, column."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange import sources
from exchange.oneroster import open_bundle, read_bundle
from exchange.problems import Problem, Unreadable
from exchange.sources import Source
from exchange.tables import Columns, read_table
from tests.exchange.bundles import SCHOOL, replaced, write_folder, write_zip

pytestmark = pytest.mark.requirement("EXC-1")


def read(files):
    data = {
        name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()
    }
    return read_bundle(Source("списки.zip", data))


def sentences(problems):
    return [str(problem).replace("\N{NO-BREAK SPACE}", " ") for problem in problems]


def refusal(files):
    with pytest.raises(Unreadable) as caught:
        read(files)
    return sentences(caught.value.problems)


@pytest.mark.requirement("SCH-17")
def test_a_folder_and_a_zip_of_the_same_lists_say_the_same(tmp_path):
    folder = open_bundle(write_folder(tmp_path / "lists", SCHOOL))
    packed = open_bundle(
        write_zip(tmp_path / "lists.zip", {f"выгрузка/{k}": v for k, v in SCHOOL.items()})
    )

    assert folder.people == packed.people
    assert folder.enrollments == packed.enrollments
    assert (folder.refused, folder.warnings) == ([], [])
    pupil = next(person for person in folder.people if person.key == "s-2")
    assert (pupil.born_on, pupil.sex, pupil.grades) == (date(2012, 6, 5), "female", (7,))
    assert folder.metadata == {"classes": ("weeklyHours",)}


def test_version_1_2_keeps_roles_in_a_file_of_their_own():
    users = SCHOOL["users.csv"].replace("orgSourcedIds,role,", "orgSourcedIds,").splitlines()
    roles = ["sourcedId,userSourcedId,roleType,role"]
    plain = [users[0]]
    for number, line in enumerate(users[1:]):
        cells = line.split(",")
        roles.append(f"r-{number},{cells[0]},primary,{cells.pop(3).title()}")
        plain.append(",".join(cells))
    files = {
        **SCHOOL,
        "users.csv": "\n".join(plain),
        "roles.csv": "\n".join([*roles, "r-9,t-1,secondary,guardian"]),
        "manifest.csv": SCHOOL["manifest.csv"].replace("version,1.1", "version,1.2"),
    }

    bundle = read(files)

    assert (bundle.version, bundle.refused, bundle.warnings) == ("1.2", [], [])
    assert {person.key: person.roles for person in bundle.people} == {
        "t-1": ("teacher", "guardian"),
        "t-2": ("teacher",),
        "a-1": ("staff",),
        "s-1": ("student",),
        "s-2": ("student",),
        "p-1": ("guardian",),
        "p-2": ("guardian",),
    }


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            replaced("users.csv", "Анна,Иванова", ",Иванова"),
            "users.csv, строка 2, столбец «givenName»: нет имени. "
            "Заполните столбец и загрузите файл снова.",
        ),
        (
            replaced("users.csv", "t-2,true", "t-1,true"),
            "users.csv, строка 3, столбец «sourcedId»: «t-1» уже есть в строке 2. "
            "Оставьте одну из строк.",
        ),
        (
            replaced("users.csv", ",petrov,", ",Ivanova,"),
            "users.csv, строка 3, столбец «username»: имя для входа «Ivanova» уже есть в строке 2. "
            "Дайте каждому своё.",
        ),
        (
            replaced("users.csv", "t-2,true", "t-2,наверное"),
            "users.csv, строка 3, столбец «enabledUser»: «наверное» не читается: "
            "нужно true или false.",
        ),
        (
            replaced("users.csv", "guardian", "сосед"),
            "users.csv, строка 8, столбец «role»: «сосед» не читается: нужно одно из слов student, "
            "teacher, parent, guardian, relative, administrator, aide, proctor, counselor, "
            "principal, districtadministrator, siteadministrator, systemadministrator.",
        ),
        (
            replaced("users.csv", ",,s-2,", ",,s-9,"),
            "users.csv, строка 8, столбец «agentSourcedIds»: человека «s-9» нет в users.csv. "
            "Исправьте ссылку.",
        ),
        (
            replaced("demographics.csv", "2012-03-04", "2012-02-30"),
            "users.csv, строка 5",
        ),
        (
            replaced("enrollments.csv", "e-6,g-alg,school,s-1", "e-6,g-alg,school,s-7"),
            "enrollments.csv, строка 7, столбец «userSourcedId»: человека «s-7» нет в users.csv. "
            "Исправьте ссылку или добавьте строку.",
        ),
        (
            replaced("enrollments.csv", "e-6,g-alg", "e-6,g-geo"),
            "enrollments.csv, строка 7, столбец «classSourcedId»: класса или группы «g-geo» нет "
            "в classes.csv. Исправьте ссылку или добавьте строку.",
        ),
        (
            replaced("enrollments.csv", "2025-10-06", "06/10/25"),
            "enrollments.csv, строка 10, столбец «beginDate»: «06/10/25» не дата. "
            "Запишите её так: 2025-09-01.",
        ),
        (
            replaced("enrollments.csv", "e-9,g-eng,school,s-2,student,,2025-10-06,", "e-9,g-eng"),
            "enrollments.csv, строка 10: в строке 2 значения, а столбцов 8. Исправьте строку.",
        ),
        (
            replaced("enrollments.csv", "e-5,g-alg,school,t-1", "e-5,g-alg,school,p-1"),
            "enrollments.csv, строка 6, столбец «role»: записан учителем, но роли учителя у него нет. "
            "Исправьте роль.",
        ),
        (
            replaced("classes.csv", "7Б,homeroom", "7Б,club"),
            "classes.csv, строка 3, столбец «classType»: «club» не читается: "
            "нужно одно из слов homeroom, scheduled.",
        ),
        (
            replaced("academicSessions.csv", "2025-12-30", "2025-11-01"),
            "academicSessions.csv, строка 4, столбец «endDate»: период кончается раньше, "
            "чем начинается. Исправьте даты.",
        ),
    ],
    ids=lambda value: value[:60] if isinstance(value, str) else "",
)
def test_a_wrong_row_is_refused_with_its_file_line_and_column(files, told):
    if told == "users.csv, строка 5":  # a birth date is refused where it stands
        told = (
            "demographics.csv, строка 2, столбец «birthDate»: «2012-02-30» не дата. "
            "Запишите её так: 2025-09-01."
        )
    assert sentences(read(files).refused)[0] == told


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            replaced("users.csv", "givenName,familyName", "name,familyName"),
            ["users.csv, строка 1, столбец «givenName»: столбца нет. "
             "Добавьте его и загрузите файл снова."],
        ),
        (
            {name: text for name, text in SCHOOL.items() if name != "users.csv"},
            ["списки.zip: нет файла users.csv: без него неизвестно, кто учится и кто учит."],
        ),
        (
            {**SCHOOL, "manifest.csv": SCHOOL["manifest.csv"] + "file.results,absent\nfile.roles,bulk\n"},
            ["manifest.csv, строка 5, столбец «value»: обещан файл roles.csv, но его нет. "
             "Выгрузите набор заново."],
        ),
        (
            {**SCHOOL, "users.csv": SCHOOL["users.csv"] + 'x-1,true,school,"teacher\n'},
            ["users.csv, строка 9: кавычки не закрыты или стоят не на месте. "
             "Исправьте строку и загрузите файл снова."],
        ),
        (
            {**SCHOOL, "orgs.csv": SCHOOL["orgs.csv"] + "other,Школа № 8,school\n"},
            ["orgs.csv, строка 3, столбец «type»: в наборе школ: 2, а журнал ведёт одна. "
             "Выгрузите списки одной школы."],
        ),
        (
            {**SCHOOL, "users.csv": SCHOOL["users.csv"].encode("utf-16")},
            ["users.csv, строка 1: файл сохранён в кодировке UTF-16. Сохраните его как CSV UTF-8."],
        ),
        (
            {**SCHOOL, "users.csv": SCHOOL["users.csv"].encode().replace("Пётр".encode(), b"P\xff\xfe")},
            ["users.csv, строка 3, столбец «givenName»: символы не читаются: файл сохранён "
             "не в UTF-8. Откройте его и сохраните как CSV UTF-8."],
        ),
        (
            {**SCHOOL, "users.csv": SCHOOL["users.csv"].encode("koi8-r")},
            ["users.csv, строка 2, столбец «givenName»: символы не читаются: файл сохранён "
             "не в UTF-8. Откройте его и сохраните как CSV UTF-8."],
        ),
        ({**SCHOOL, "users.csv": ""}, ["users.csv, строка 1: нет строки с названиями столбцов."]),
    ],
    ids=["missing column", "missing file", "promised file", "open quote", "two schools", "utf-16",
         "broken byte", "koi8-r", "empty file"],
)  # fmt: skip
def test_a_bundle_that_cannot_be_trusted_is_refused_whole(files, told):
    assert refusal(files) == told


def test_extra_columns_that_have_nowhere_to_go_are_told_of():
    files = {
        **SCHOOL,
        "demographics.csv": "sourcedId,birthDate,metadata.shoeSize\ns-1,2012-03-04,37\n",
    }
    assert sentences(read(files).warnings) == [
        "demographics.csv, строка 1, столбец «metadata.shoeSize»: столбец не загружается: "
        "для таких сведений в журнале нет места."
    ]


def test_windows_1251_is_read_and_told_of():
    bundle = read({**SCHOOL, "users.csv": SCHOOL["users.csv"].encode("cp1251")})

    assert bundle.people[1].given_name == "Пётр"
    assert sentences(bundle.warnings) == [
        "users.csv, строка 2, столбец «givenName»: файл в кодировке windows-1251, он прочитан. "
        "Проверьте фамилии в предварительном просмотре."
    ]


@pytest.mark.parametrize("encode", [
    lambda text: text.encode("utf-8-sig"),
    lambda text: text.replace("\n", "\r\n").encode(),
    lambda text: text.replace("\n", "\n\n").encode(),
    lambda text: text.replace("sourcedId", "SourcedID ").encode(),
    lambda text: text.replace(",", ";").encode(),
], ids=["byte order mark", "CRLF", "empty lines", "case of columns", "semicolons"])  # fmt: skip
def test_a_table_is_the_same_however_a_spreadsheet_saved_it(encode):
    text = "sourcedId,givenName\n1,Анна\n2,Пётр\n"
    table = read_table("users.csv", encode(text), Columns(("sourcedId", "givenName")))

    assert [row.values for row in table.rows] == [
        {"sourcedId": "1", "givenName": "Анна"},
        {"sourcedId": "2", "givenName": "Пётр"},
    ]
    assert (table.refused, table.warnings) == ([], [])


@given(st.binary(max_size=400))
def test_any_bytes_give_a_table_or_a_refusal_in_words(data):
    told = ()
    try:
        read_table("users.csv", data, Columns(("sourcedId",), ("sourcedId",)))
    except Unreadable as error:
        told = error.problems
    assert all(problem.file == "users.csv" and problem.text for problem in told)


@given(st.lists(st.text(max_size=20), min_size=1, max_size=8), st.integers(0, 40))
def test_any_line_in_the_middle_of_a_good_file_leaves_a_bundle_or_a_refusal(cells, at):
    lines = SCHOOL["users.csv"].splitlines()
    lines.insert(1 + at % len(lines), ",".join(cells))
    told = []
    try:
        told = read({**SCHOOL, "users.csv": "\n".join(lines).encode("utf-8", "replace")}).refused
    except Unreadable as error:
        told = error.problems
    assert all(problem.file.endswith(".csv") and problem.text for problem in told)


def zip_with(tmp_path: Path, name: str, data: bytes = b"x") -> Path:
    return write_zip(tmp_path / "списки.zip", {**SCHOOL, name: data})


def broken(tmp_path: Path) -> Path:
    path = write_zip(tmp_path / "списки.zip", SCHOOL)
    path.write_bytes(path.read_bytes()[:-200])
    return path


def spoilt_inside(tmp_path: Path) -> Path:
    path = write_zip(tmp_path / "списки.zip", SCHOOL)
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("users.csv").header_offset + 60
    data = bytearray(path.read_bytes())
    data[at : at + 20] = bytes(20)
    path.write_bytes(data)
    return path


def not_a_zip(tmp_path: Path) -> Path:
    path = tmp_path / "списки.zip"
    path.write_text("Уважаемая Мария Ивановна")
    return path


def huge(tmp_path: Path) -> Path:
    path = tmp_path / "списки.zip"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    return path


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (broken, "списки.zip: архив повреждён и не открывается. Выгрузите его заново и загрузите ещё раз."),
        (spoilt_inside, "списки.zip: файл users.csv в архиве повреждён. Выгрузите архив заново."),
        (not_a_zip, "списки.zip: это не архив ZIP. Загрузите архив со списками школы "
                    "(users.csv, classes.csv и другие)."),
        (huge, "списки.zip: файл слишком большой: 200 МБ, можно не больше 50 МБ."),
        (lambda path: zip_with(path, "results.csv", bytes(20_000_000)),
         "списки.zip: файл results.csv сжат в 102"),
        (lambda path: zip_with(path, "../../etc/users.csv"),
         "списки.zip: имя «../../etc/users.csv» внутри архива ведёт за его пределы. "
         "Такой архив не читается."),
        (lambda path: zip_with(path, "копия/users.csv"),
         "списки.zip: в архиве два файла users.csv. Оставьте один и загрузите архив снова."),
        (lambda path: path / "нет.zip", "нет.zip: такого файла или папки нет. Проверьте путь."),
    ],
    ids=["cut", "spoilt", "not a zip", "200 MB", "zip bomb", "path", "double", "absent"],
)  # fmt: skip
def test_an_archive_that_is_not_one_is_refused_in_one_sentence(tmp_path, make, told):
    with pytest.raises(Unreadable) as caught:
        open_bundle(make(tmp_path))
    assert str(caught.value).startswith(told)


def test_a_header_that_lies_about_its_size_does_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MAX_UPLOAD", 20_000)
    path = write_zip(tmp_path / "списки.zip", {"users.csv": b"a" * 50_000})
    with zipfile.ZipFile(path) as archive:
        info = archive.infolist()[0]
        with pytest.raises(Unreadable, match="больше 20 КБ, можно не больше 20 КБ"):
            sources._unpack(archive, info, "списки.zip")


@pytest.mark.parametrize(
    ("name", "groups", "people", "enrollments", "refused"),
    [
        ("Test_full_data_set", 1, 6, 2, 1),
        ("Test_minimal_data_set", 2, 6, 4, 2),
        ("oneroster_test_data", 1, 1, 1, 0),
        ("v1p2_full_dataset", 1, 6, 2, 1),
    ],
)
def test_bundles_of_other_systems_are_read_or_refused_row_by_row(
    shared_data, name, groups, people, enrollments, refused
):
    bundle = open_bundle(shared_data / f"oneroster-fixtures/{name}.zip")

    read = (len(bundle.groups), len(bundle.people), len(bundle.enrollments), len(bundle.refused))
    assert read == (groups, people, enrollments, refused)
    assert all(one.file and one.line and one.column for one in bundle.refused + bundle.warnings)


@pytest.mark.parametrize(
    ("school", "groups", "people", "enrollments"),
    [("lom", 232, 1177, 6335), ("gymnasium", 609, 2985, 15756), ("small-school", 82, 234, 570)],
)
def test_real_schools_are_read_whole(shared_data, school, groups, people, enrollments):
    bundle = open_bundle(shared_data / f"{school}/oneroster")

    assert (len(bundle.groups), len(bundle.people), len(bundle.enrollments)) == (
        groups,
        people,
        enrollments,
    )
    assert (bundle.refused, bundle.warnings) == ([], [])


def test_a_problem_says_its_place_as_far_as_it_is_known():
    assert [str(one) for one in (
        Problem("users.csv", 3, "role", "нет роли."),
        Problem("a.fet", 7, "12", "это не XML."),
        Problem("a.zip", None, "", "архив повреждён."),
    )] == [
        "users.csv, строка 3, столбец «role»: нет роли.",
        "a.fet, строка 7, столбец 12: это не XML.",
        "a.zip: архив повреждён.",
    ]  # fmt: skip
