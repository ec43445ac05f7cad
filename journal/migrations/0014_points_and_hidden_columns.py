"""An answer that is waited for until a day; columns whose marks the family sees when they are published."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0013_make_ups_and_deferrals'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicallineitem',
            name='is_hidden',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='lineitem',
            name='is_hidden',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='historicalmark',
            name='waits_until',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='mark',
            name='waits_until',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.CheckConstraint(
                condition=models.Q(('waits_until', None), ('code', ''), _connector='OR'),
                name='answer_is_waited_for_without_a_mark',
            ),
        ),
    ]
