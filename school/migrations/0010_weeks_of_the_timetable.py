from django.db import migrations, models
from django.db.models import Q

WEEKS = models.CharField(
    choices=[("every", "каждую неделю"), ("odd", "нечётные недели"), ("even", "чётные недели")],
    default="every",
    max_length=5,
)
KIND = models.CharField(
    choices=[
        ("main", "урок"),
        ("extracurricular", "внеурочное занятие"),
        ("additional", "дополнительное занятие"),
    ],
    default="main",
    max_length=16,
)


class Migration(migrations.Migration):
    dependencies = [("school", "0009_classes_groups_and_plans")]

    operations = [
        migrations.AddField("historicaltimetableentry", "weeks", WEEKS),
        migrations.AddField("historicaltimetableentry", "kind", KIND),
        migrations.AddField("timetableentry", "weeks", WEEKS),
        migrations.AddField("timetableentry", "kind", KIND),
        migrations.RemoveConstraint("timetableentry", "entry_is_unique"),
        migrations.AddConstraint(
            "timetableentry",
            models.UniqueConstraint(
                fields=["timetable", "section", "weekday", "number", "weeks"],
                name="entry_is_unique",
            ),
        ),
        migrations.AddConstraint(
            "timetableentry",
            models.CheckConstraint(
                condition=Q(weeks__in=["every", "odd", "even"]), name="entry_weeks_are_known"
            ),
        ),
        migrations.AddConstraint(
            "timetableentry",
            models.CheckConstraint(
                condition=Q(kind__in=["main", "extracurricular", "additional"]),
                name="entry_kind_is_known",
            ),
        ),
    ]
