import accounts.records
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from accounts.guards import append_only, leaves_trace


class Migration(migrations.Migration):

    dependencies = [
        ('diary', '0002_visits_of_families'),
        ('journal', '0014_points_and_hidden_columns'),
        ('school', '0019_grading_and_regulation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalLetter',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('kind', models.CharField(choices=[('message', 'сообщение'), ('remark', 'замечание'), ('praise', 'благодарность'), ('recommendation', 'рекомендация')], max_length=20, verbose_name='вид')),
                ('day', models.DateField(verbose_name='день')),
                ('text', models.TextField(verbose_name='текст')),
                ('to_parents', models.BooleanField(default=True, verbose_name='родителям')),
                ('to_pupils', models.BooleanField(default=False, verbose_name='ученикам')),
                ('is_urgent', models.BooleanField(default=False, verbose_name='срочно')),
                ('written_at', models.DateTimeField(verbose_name='написано')),
                ('visible_from', models.DateTimeField(verbose_name='видно с')),
                ('not_names', models.TextField(blank=True, verbose_name='не о других детях')),
                ('form', models.UUIDField(db_index=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='отозвано')),
                ('withdrawal_reason', models.CharField(blank=True, max_length=300, verbose_name='причина отзыва')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('author', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='автор')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lesson', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='journal.lesson')),
                ('school_class', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.schoolclass')),
                ('section', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.coursesection')),
            ],
            options={
                'verbose_name': 'historical letter',
                'verbose_name_plural': 'historical letters',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('message', 'сообщение'), ('remark', 'замечание'), ('praise', 'благодарность'), ('recommendation', 'рекомендация')], max_length=20, verbose_name='вид')),
                ('day', models.DateField(verbose_name='день')),
                ('text', models.TextField(verbose_name='текст')),
                ('to_parents', models.BooleanField(default=True, verbose_name='родителям')),
                ('to_pupils', models.BooleanField(default=False, verbose_name='ученикам')),
                ('is_urgent', models.BooleanField(default=False, verbose_name='срочно')),
                ('written_at', models.DateTimeField(verbose_name='написано')),
                ('visible_from', models.DateTimeField(verbose_name='видно с')),
                ('not_names', models.TextField(blank=True, verbose_name='не о других детях')),
                ('form', models.UUIDField(unique=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='отозвано')),
                ('withdrawal_reason', models.CharField(blank=True, max_length=300, verbose_name='причина отзыва')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to=settings.AUTH_USER_MODEL, verbose_name='автор')),
                ('lesson', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='journal.lesson')),
                ('school_class', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='school.schoolclass')),
                ('section', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='school.coursesection')),
            ],
        ),
        migrations.CreateModel(
            name='HistoricalLetterPupil',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('student', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.student')),
                ('letter', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='diary.letter', verbose_name='сообщение')),
            ],
            options={
                'verbose_name': 'historical letter pupil',
                'verbose_name_plural': 'historical letter pupils',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='LetterPupil',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pupils', to='diary.letter', verbose_name='сообщение')),
                ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='school.student')),
            ],
        ),
        migrations.CreateModel(
            name='LetterAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='текст')),
                ('answered_at', models.DateTimeField(verbose_name='отвечено')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='прочитано')),
                ('writer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letter_answers', to=settings.AUTH_USER_MODEL, verbose_name='кто ответил')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='diary.letterpupil', verbose_name='сообщение')),
            ],
        ),
        migrations.CreateModel(
            name='HistoricalLetterReading',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('read_at', models.DateTimeField(verbose_name='прочитано')),
                ('medium', models.CharField(choices=[('screen', 'в дневнике'), ('paper', 'на бумаге')], default='screen', max_length=10, verbose_name='как')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reader', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто прочитал')),
                ('of', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='diary.letterpupil', verbose_name='сообщение')),
            ],
            options={
                'verbose_name': 'historical letter reading',
                'verbose_name_plural': 'historical letter readings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalLetterAnswer',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('text', models.TextField(verbose_name='текст')),
                ('answered_at', models.DateTimeField(verbose_name='отвечено')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='прочитано')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('writer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто ответил')),
                ('of', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='diary.letterpupil', verbose_name='сообщение')),
            ],
            options={
                'verbose_name': 'historical letter answer',
                'verbose_name_plural': 'historical letter answers',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='LetterReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField(verbose_name='прочитано')),
                ('medium', models.CharField(choices=[('screen', 'в дневнике'), ('paper', 'на бумаге')], default='screen', max_length=10, verbose_name='как')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='diary.letterpupil', verbose_name='сообщение')),
                ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters_read', to=settings.AUTH_USER_MODEL, verbose_name='кто прочитал')),
            ],
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='letter_says_something'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['message', 'remark', 'praise', 'recommendation'])), name='letter_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('to_parents', True), ('to_pupils', True), _connector='OR'), name='letter_is_to_somebody'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('school_class', None), ('section__isnull', False)), models.Q(('school_class__isnull', False), ('section', None)), _connector='OR'), name='letter_is_of_a_section_or_a_class'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('lesson', None), ('section__isnull', False), _connector='OR'), name='letter_of_a_lesson_is_of_its_section'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('visible_from__gte', models.F('written_at'))), name='letter_is_seen_after_writing'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawal_reason', ''), ('withdrawn_at', None)), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawal_reason', ''), _negated=True)), _connector='OR'), name='withdrawn_letter_says_why'),
        ),
        migrations.AddConstraint(
            model_name='letterpupil',
            constraint=models.UniqueConstraint(fields=('letter', 'student'), name='letter_is_to_a_pupil_once'),
        ),
        migrations.AddConstraint(
            model_name='letteranswer',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='letter_answer_says_something'),
        ),
        migrations.AddConstraint(
            model_name='letterreading',
            constraint=models.UniqueConstraint(fields=('of', 'reader'), name='letter_is_read_once'),
        ),
        migrations.AddConstraint(
            model_name='letterreading',
            constraint=models.CheckConstraint(condition=models.Q(('medium__in', ['screen', 'paper'])), name='letter_reading_medium_is_known'),
        ),
        append_only(
            "diary_historicalletter", "diary_historicalletterpupil", "diary_historicalletterreading",
            "diary_historicalletteranswer",
        ),
        leaves_trace("diary_letter", "diary_letterpupil", "diary_letterreading", "diary_letteranswer"),
    ]
