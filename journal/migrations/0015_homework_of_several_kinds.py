"""Homework of several kinds: its kind, further assignments, whom they are for, files."""

import accounts.records
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from accounts.guards import append_only, leaves_trace


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0014_points_and_hidden_columns'),
        ('school', '0019_grading_and_regulation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, choices=[('oral', 'устно'), ('written', 'письменно'), ('reading', 'чтение'), ('revision', 'повторение'), ('practical', 'практическая работа'), ('creative', 'творческая работа'), ('project', 'проект')], max_length=20)),
                ('text', models.TextField(max_length=2000)),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('audience', models.CharField(choices=[('all', 'всем'), ('group', 'подгруппе'), ('pupils', 'отдельным ученикам')], default='all', max_length=20)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='AssignmentPupil',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='HistoricalAssignment',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('kind', models.CharField(blank=True, choices=[('oral', 'устно'), ('written', 'письменно'), ('reading', 'чтение'), ('revision', 'повторение'), ('practical', 'практическая работа'), ('creative', 'творческая работа'), ('project', 'проект')], max_length=20)),
                ('text', models.TextField(max_length=2000)),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('audience', models.CharField(choices=[('all', 'всем'), ('group', 'подгруппе'), ('pupils', 'отдельным ученикам')], default='all', max_length=20)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical assignment',
                'verbose_name_plural': 'historical assignments',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalAssignmentPupil',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical assignment pupil',
                'verbose_name_plural': 'historical assignment pupils',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalHomeworkFile',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('name', models.CharField(max_length=150)),
                ('path', models.CharField(max_length=120)),
                ('bytes', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical homework file',
                'verbose_name_plural': 'historical homework files',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HomeworkFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150)),
                ('path', models.CharField(max_length=120)),
                ('bytes', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='historicalhomework',
            name='kind',
            field=models.CharField(blank=True, choices=[('oral', 'устно'), ('written', 'письменно'), ('reading', 'чтение'), ('revision', 'повторение'), ('practical', 'практическая работа'), ('creative', 'творческая работа'), ('project', 'проект')], max_length=20),
        ),
        migrations.AddField(
            model_name='homework',
            name='kind',
            field=models.CharField(blank=True, choices=[('oral', 'устно'), ('written', 'письменно'), ('reading', 'чтение'), ('revision', 'повторение'), ('practical', 'практическая работа'), ('creative', 'творческая работа'), ('project', 'проект')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='homework',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['', 'oral', 'written', 'reading', 'revision', 'practical', 'creative', 'project']), models.Q(('is_none', False), ('kind', ''), _connector='OR')), name='homework_kind_is_known'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.coursesection'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='journal.lesson'),
        ),
        migrations.AddField(
            model_name='assignmentpupil',
            name='assignment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pupils', to='journal.assignment'),
        ),
        migrations.AddField(
            model_name='assignmentpupil',
            name='student',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='school.student'),
        ),
        migrations.AddField(
            model_name='historicalassignment',
            name='group',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.coursesection'),
        ),
        migrations.AddField(
            model_name='historicalassignment',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalassignment',
            name='lesson',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='journal.lesson'),
        ),
        migrations.AddField(
            model_name='historicalassignmentpupil',
            name='assignment',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='journal.assignment'),
        ),
        migrations.AddField(
            model_name='historicalassignmentpupil',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalassignmentpupil',
            name='student',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.student'),
        ),
        migrations.AddField(
            model_name='historicalhomeworkfile',
            name='assignment',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='journal.assignment'),
        ),
        migrations.AddField(
            model_name='historicalhomeworkfile',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalhomeworkfile',
            name='lesson',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='journal.lesson'),
        ),
        migrations.AddField(
            model_name='homeworkfile',
            name='assignment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='journal.assignment'),
        ),
        migrations.AddField(
            model_name='homeworkfile',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='homework_files', to='journal.lesson'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='assignment_says_what'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['', 'oral', 'written', 'reading', 'revision', 'practical', 'creative', 'project'])), name='assignment_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('audience', 'group'), ('group__isnull', False)), models.Q(('audience__in', ['all', 'pupils']), ('group', None)), _connector='OR'), name='assignment_is_for_somebody'),
        ),
        migrations.AddConstraint(
            model_name='assignmentpupil',
            constraint=models.UniqueConstraint(fields=('assignment', 'student'), name='assignment_names_a_pupil_once'),
        ),
        migrations.AddConstraint(
            model_name='homeworkfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('path', ''), _negated=True), ('bytes__gt', 0), models.Q(('sha256', ''), _negated=True)), name='homework_file_is_a_file'),
        ),
        append_only("journal_historicalassignment"),
        leaves_trace("journal_assignment"),
        append_only("journal_historicalassignmentpupil"),
        leaves_trace("journal_assignmentpupil"),
        append_only("journal_historicalhomeworkfile"),
        leaves_trace("journal_homeworkfile"),
    ]
