"""The time in which nobody could make entries; what became of terms, as facts that are only added."""

import accounts.records
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from accounts.guards import append_only, leaves_trace, never_emptied


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0011_late_minutes_and_daily_absences'),
        ('school', '0019_grading_and_regulation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalOutage',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('starts_at', models.DateTimeField(verbose_name='началось')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='кончилось')),
                ('what', models.CharField(max_length=200, verbose_name='что не работало')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical outage',
                'verbose_name_plural': 'historical outages',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Outage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='началось')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='кончилось')),
                ('what', models.CharField(max_length=200, verbose_name='что не работало')),
            ],
            options={
                'ordering': ['-starts_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at', None), ('starts_at__lt', models.F('ends_at')), _connector='OR'), name='outage_starts_before_it_ends'), models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='outage_says_what')],
            },
        ),
        migrations.CreateModel(
            name='DeadlineFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('attendance', 'присутствие'), ('topic', 'тема'), ('homework', 'домашнее задание'), ('marks', 'отметки'), ('work', 'отметки за работу'), ('period', 'отметки за период')], max_length=20)),
                ('verdict', models.CharField(choices=[('on_time', 'в срок'), ('late', 'с опозданием'), ('missing', 'нет в срок')], max_length=20)),
                ('day', models.DateField()),
                ('begins_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('clause', models.CharField(max_length=60)),
                ('told', models.CharField(max_length=60)),
                ('noted_at', models.DateTimeField()),
                ('item', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='deadline_facts', to='journal.lineitem')),
                ('lesson', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='deadline_facts', to='journal.lesson')),
                ('period', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='deadline_facts', to='school.gradingperiod')),
                ('section', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='deadline_facts', to='school.coursesection')),
                ('teacher', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='deadline_facts', to='school.staffmember')),
            ],
            options={
                'indexes': [models.Index(fields=['section', 'day'], name='deadline_fact_by_section')],
                'constraints': [models.UniqueConstraint(fields=('lesson', 'item', 'section', 'period', 'kind', 'day', 'verdict'), name='deadline_fact_is_noted_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('verdict', 'missing')), models.Q(('done_at__isnull', False), ('verdict__in', ['on_time', 'late'])), _connector='OR'), name='deadline_fact_is_missing_or_done'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['attendance', 'topic', 'homework']), ('lesson__isnull', False)), models.Q(('item__isnull', False), ('kind__in', ['marks', 'work']), ('lesson__isnull', False)), models.Q(('kind', 'period'), ('lesson', None), ('period__isnull', False)), _connector='OR'), name='deadline_fact_is_about_something')],
            },
        ),
        append_only("journal_historicaloutage"),
        leaves_trace("journal_outage"),
        append_only("journal_deadlinefact"),
        never_emptied("journal_deadlinefact"),
    ]
