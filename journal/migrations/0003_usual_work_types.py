"""The usual kinds of work with their weights (regulation § 7.3); a school changes them as it likes."""

from django.db import migrations

USUAL = [
    # name, letter, weight, is a control work
    ("Работа на уроке", "У", 2, False),
    ("Устный ответ", "О", 2, False),
    ("Контрольная работа", "К", 5, True),
    ("Диктант", "Д", 4, True),
    ("Сочинение, изложение", "И", 4, True),
    ("Самостоятельная работа", "С", 3, False),
    ("Проверочная работа, тест", "Т", 3, False),
    ("Практическая работа", "П", 3, False),
    ("Лабораторная работа", "Л", 3, False),
    ("Проект", "ПР", 4, False),
    ("Домашняя работа", "ДР", 1, False),
]


def add(apps, schema_editor):
    work_type = apps.get_model("journal", "WorkType")
    work_type.objects.bulk_create(
        work_type(name=name, letter=letter, weight=weight, is_control=control, position=position)
        for position, (name, letter, weight, control) in enumerate(USUAL)
    )


def take_away(apps, schema_editor):
    apps.get_model("journal", "WorkType").objects.filter(name__in=[row[0] for row in USUAL]).delete()


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_history_is_append_only")]
    operations = [migrations.RunPython(add, take_away)]
