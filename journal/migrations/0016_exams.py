"""When exams were held, and their results in time as facts."""

import accounts.records
import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from accounts.guards import append_only, leaves_trace


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0015_homework_of_several_kinds'),
        ('school', '0019_grading_and_regulation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Exam',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_at', models.DateTimeField(verbose_name='экзамен закончился')),
                ('takers', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='сдают')),
            ],
        ),
        migrations.CreateModel(
            name='HistoricalExam',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('held_at', models.DateTimeField(verbose_name='экзамен закончился')),
                ('takers', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='сдают')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical exam',
                'verbose_name_plural': 'historical exams',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RemoveConstraint(
            model_name='deadlinefact',
            name='deadline_fact_is_about_something',
        ),
        migrations.AlterField(
            model_name='deadlinefact',
            name='kind',
            field=models.CharField(choices=[('attendance', 'присутствие'), ('topic', 'тема'), ('homework', 'домашнее задание'), ('marks', 'отметки'), ('work', 'отметки за работу'), ('period', 'отметки за период'), ('exam', 'результаты экзамена')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='deadlinefact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['attendance', 'topic', 'homework']), ('lesson__isnull', False)), models.Q(('item__isnull', False), ('kind__in', ['marks', 'work']), ('lesson__isnull', False)), models.Q(('kind', 'period'), ('lesson', None), ('period__isnull', False)), models.Q(('kind', 'exam'), ('lesson', None), ('period', None)), _connector='OR'), name='deadline_fact_is_about_something'),
        ),
        migrations.AddField(
            model_name='exam',
            name='section',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='exam', to='school.coursesection'),
        ),
        migrations.AddField(
            model_name='historicalexam',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalexam',
            name='section',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.coursesection'),
        ),
        migrations.AddConstraint(
            model_name='exam',
            constraint=models.CheckConstraint(condition=models.Q(('takers__gte', 1)), name='somebody_takes_the_exam'),
        ),
        append_only("journal_historicalexam"),
        leaves_trace("journal_exam"),
    ]
