"""manage.py import_oneroster and import_timetable: counts, JSON, exit codes; no traceback on bad input."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import User
from school.models import SchoolClass
from tests.exchange.bundles import FET, SCHOOL, replaced, write_folder, write_zip
from tests.exchange.test_import_oneroster import everything

pytestmark = [pytest.mark.requirement("EXC-1"), pytest.mark.requirement("SCH-17")]


def run(*args):
    """Exit code, what was said, what was complained of."""
    out, err = StringIO(), StringIO()
    try:
        call_command(*map(str, args), stdout=out, stderr=err)
    except SystemExit as stop:
        return stop.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_lists_come_in_with_counts(tmp_path):
    code, out, err = run("import_oneroster", write_folder(tmp_path / "lists", SCHOOL))

    assert (code, err) == (0, "")
    assert "Классы: новых 2\n" in out
    assert out.endswith("Загружено.\n")
    assert SchoolClass.objects.count() == 2
    assert User.objects.get(username="import").is_active is False


def test_a_dry_run_leaves_nothing_behind(tmp_path):
    before = everything()

    code, out, _ = run("import_oneroster", write_folder(tmp_path / "lists", SCHOOL), "--dry-run")

    assert (code, out.splitlines()[-1]) == (0, "Это проверка: ничего не записано.")
    assert everything() == before


def test_json_holds_every_count_by_kind(tmp_path):
    lists = write_zip(tmp_path / "lists.zip", SCHOOL)
    run("import_oneroster", lists)

    code, out, _ = run("import_oneroster", lists, "--json")

    report = json.loads(out)
    assert code == 0
    assert (report["created"], report["changed"], report["refused"], report["warnings"]) == (
        {}, {}, {}, {},
    )  # fmt: skip
    assert report["unchanged"]["students"] == 2


def test_a_timetable_comes_in_from_its_day(tmp_path):
    run("import_oneroster", write_folder(tmp_path / "lists", SCHOOL))
    path = tmp_path / "school.fet"
    path.write_text(FET)

    code, out, _ = run("import_timetable", path, "--from", "2025-09-01", "--json")

    assert code == 0
    assert json.loads(out)["created"]["entries"] == 4


@pytest.mark.parametrize(
    ("args", "files", "told"),
    [
        (["import_oneroster", "lists"], {"lists/users.csv": "givenName\nАнна\n"},
         "users.csv, строка 1, столбец «sourcedId»: столбца нет."),
        (["import_oneroster", "lists.zip"], {"lists.zip": "PK\x03\x04oops"},
         "lists.zip: архив повреждён и не открывается."),
        (["import_oneroster", "absent"], {}, "absent: такого файла или папки нет. Проверьте путь."),
        (["import_timetable", "a.fet", "--from", "2025-09-01"], {"a.fet": "Дорогие коллеги"},
         "a.fet, строка 1, столбец 1: это не XML или файл обрезан."),
        (["import_timetable", "a.fet", "--from", "1.9.2025"], {"a.fet": FET},
         "a.fet: «1.9.2025» не дата. Запишите её так: 2025-09-01."),
        (["import_timetable", "a.fet", "--from", "2025-09-01", "--by", "никто"], {"a.fet": FET},
         "a.fet: человека с логином «никто» нет. Укажите другой логин в --by."),
    ],
    ids=["missing column", "broken zip", "no file", "no XML", "no date", "no person"],
)  # fmt: skip
def test_bad_input_is_refused_in_words_and_writes_nothing(tmp_path, monkeypatch, args, files, told):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    before = everything()

    code, _, err = run(*args)

    assert code == 1
    assert err.startswith(f"Не загружается. {told}")
    assert err.endswith("Ничего не загружено. Исправьте файл и загрузите его снова.\n")
    assert everything() == before


def test_a_refused_row_stops_the_import_until_it_is_said_to_skip_it(tmp_path):
    lists = write_folder(tmp_path, replaced("enrollments.csv", "e-6,g-alg", "e-6,g-geo"))

    code, _, err = run("import_oneroster", lists)

    assert code == 1
    assert err.splitlines()[0].startswith(
        "Не загружается. enrollments.csv, строка 7, столбец «class"
    )
    assert err.splitlines()[-1] == "Загрузить остальное без этих строк: --skip-refused."
    assert not SchoolClass.objects.exists()
    assert run("import_oneroster", lists, "--skip-refused")[0] == 0
    assert SchoolClass.objects.count() == 2


def test_what_the_database_forbids_is_a_sentence_too(tmp_path, monkeypatch):
    """The last guard: a constraint that no check foresaw."""
    monkeypatch.setattr("exchange.actions.classes._wrong_with", lambda *args: None)
    lists = write_folder(tmp_path, replaced("classes.csv", "7Б,07", "7Б,13"))
    before = everything()

    code, _, err = run("import_oneroster", lists)

    assert code == 1
    assert "файл противоречит тому, что уже есть в журнале" in err
    assert everything() == before


def test_the_signature_is_the_person_named(tmp_path, clerk):
    run("import_oneroster", write_folder(tmp_path / "lists", SCHOOL), "--by", clerk.username)

    authors = set(SchoolClass.history.values_list("history_author", flat=True))
    assert authors == {clerk.full_name}


def test_a_progress_bar_is_for_terminals_only(tmp_path):
    class Terminal(StringIO):
        def isatty(self):
            return True

    err = Terminal()
    lists = write_folder(tmp_path / "lists", SCHOOL)
    call_command("import_oneroster", str(lists), stdout=StringIO(), stderr=err)

    assert "Люди" in err.getvalue()
    assert "█" in err.getvalue()
