"""Points are few among marks: those whose day is over are asked for on every teacher's day."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0017_notes_of_absence'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='mark',
            index=models.Index(
                condition=models.Q(('waits_until__isnull', False)),
                fields=['waits_until'],
                name='point_by_day',
            ),
        ),
    ]
