"""Periods closed and opened again, requests to put right what stands in them, and the deferred mark «отср»."""

import accounts.records
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from accounts.guards import append_only, leaves_trace

# A request is decided once: what was asked, decided, by whom and why is never rewritten, nor what was asked while it waits.
DECIDED_ONCE = """
CREATE FUNCTION refuse_second_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'asked' OR ROW(OLD.year_id, OLD.number, OLD.section_id, OLD.what, OLD.lesson_id, OLD.student_id,
            OLD.period_id, OLD.old, OLD.base, OLD.new, OLD.ground, OLD.reason, OLD.document, OLD.asked_by_id, OLD.asked_at)
        IS DISTINCT FROM ROW(NEW.year_id, NEW.number, NEW.section_id, NEW.what, NEW.lesson_id, NEW.student_id,
            NEW.period_id, NEW.old, NEW.base, NEW.new, NEW.ground, NEW.reason, NEW.document, NEW.asked_by_id, NEW.asked_at)
    THEN
        RAISE EXCEPTION 'a request for a correction is decided once and never rewritten: %', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decided_once BEFORE UPDATE ON journal_correctionrequest
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION refuse_second_decision();
"""
NOT_DECIDED_ONCE = """
DROP TRIGGER decided_once ON journal_correctionrequest;
DROP FUNCTION refuse_second_decision();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0005_change_leaves_its_trace'),
        ('accounts', '0004_change_leaves_its_trace'),
        ('school', '0004_change_leaves_its_trace'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CorrectionRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('what', models.CharField(choices=[('mark', 'отметка'), ('attendance', 'присутствие'), ('topic', 'тема урока'), ('homework', 'домашнее задание'), ('period', 'отметка за период'), ('year', 'годовая отметка')], max_length=10)),
                ('old', models.TextField(blank=True, max_length=2000)),
                ('base', models.PositiveIntegerField(default=0)),
                ('new', models.TextField(blank=True, max_length=2000)),
                ('ground', models.CharField(choices=[('mistake', 'ошибка в записи'), ('late_work', 'работа проверена после закрытия периода (п. 2.12, 2.13)'), ('made_up', 'пропущенная тема сдана позже, по протоколу (п. 2.6)'), ('deferred', 'отсрочка отметки по болезни (п. 12 обязанностей учителя)')], default='mistake', max_length=10)),
                ('reason', models.CharField(max_length=500)),
                ('document', models.CharField(blank=True, max_length=200)),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('asked', 'ждёт решения'), ('approved', 'исправлено'), ('refused', 'отказано'), ('returned', 'возвращена: запись изменилась'), ('withdrawn', 'отозвана')], default='asked', max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision_reason', models.CharField(blank=True, max_length=500)),
                ('found', models.TextField(blank=True, max_length=2000)),
            ],
        ),
        migrations.CreateModel(
            name='HistoricalCorrectionRequest',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('number', models.PositiveIntegerField()),
                ('what', models.CharField(choices=[('mark', 'отметка'), ('attendance', 'присутствие'), ('topic', 'тема урока'), ('homework', 'домашнее задание'), ('period', 'отметка за период'), ('year', 'годовая отметка')], max_length=10)),
                ('old', models.TextField(blank=True, max_length=2000)),
                ('base', models.PositiveIntegerField(default=0)),
                ('new', models.TextField(blank=True, max_length=2000)),
                ('ground', models.CharField(choices=[('mistake', 'ошибка в записи'), ('late_work', 'работа проверена после закрытия периода (п. 2.12, 2.13)'), ('made_up', 'пропущенная тема сдана позже, по протоколу (п. 2.6)'), ('deferred', 'отсрочка отметки по болезни (п. 12 обязанностей учителя)')], default='mistake', max_length=10)),
                ('reason', models.CharField(max_length=500)),
                ('document', models.CharField(blank=True, max_length=200)),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('asked', 'ждёт решения'), ('approved', 'исправлено'), ('refused', 'отказано'), ('returned', 'возвращена: запись изменилась'), ('withdrawn', 'отозвана')], default='asked', max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision_reason', models.CharField(blank=True, max_length=500)),
                ('found', models.TextField(blank=True, max_length=2000)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical correction request',
                'verbose_name_plural': 'historical correction requests',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPeriodLock',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('kind', models.CharField(choices=[('period', 'за период'), ('year', 'за год')], default='period', max_length=10)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('set_at', models.DateTimeField()),
                ('locks_at', models.DateTimeField()),
                ('clause', models.CharField(max_length=60)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical period lock',
                'verbose_name_plural': 'historical period locks',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPeriodReopening',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('opened_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('reason', models.CharField(max_length=500)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical period reopening',
                'verbose_name_plural': 'historical period reopenings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PeriodLock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('period', 'за период'), ('year', 'за год')], default='period', max_length=10)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('set_at', models.DateTimeField()),
                ('locks_at', models.DateTimeField()),
                ('clause', models.CharField(max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='PeriodReopening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('reason', models.CharField(max_length=500)),
            ],
            options={
                'ordering': ['opened_at', 'pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='periodmark',
            name='period_mark_code_is_known',
        ),
        migrations.AddConstraint(
            model_name='periodmark',
            constraint=models.CheckConstraint(condition=models.Q(('code__in', ['', '5', '4', '3', '2', 'зач', 'незач', 'н/а', 'осв', 'безотм', 'отср'])), name='period_mark_code_is_known'),
        ),
        migrations.AddField(
            model_name='correctionrequest',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections_asked', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correctionrequest',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections_decided', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correctionrequest',
            name='item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='journal.lineitem'),
        ),
        migrations.AddField(
            model_name='correctionrequest',
            name='lesson',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='journal.lesson'),
        ),
        migrations.AddField(
            model_name='correctionrequest',
            name='period',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='school.gradingperiod'),
        ),
        migrations.AddField(
            model_name='correctionrequest',
            name='section',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='school.coursesection'),
        ),
        migrations.AddField(
            model_name='correctionrequest',
            name='student',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='school.student'),
        ),
        migrations.AddField(
            model_name='correctionrequest',
            name='year',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='school.schoolyear'),
        ),
        migrations.AddField(
            model_name='historicalcorrectionrequest',
            name='asked_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalcorrectionrequest',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalcorrectionrequest',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalcorrectionrequest',
            name='item',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='journal.lineitem'),
        ),
        migrations.AddField(
            model_name='historicalcorrectionrequest',
            name='lesson',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='journal.lesson'),
        ),
        migrations.AddField(
            model_name='historicalcorrectionrequest',
            name='period',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.gradingperiod'),
        ),
        migrations.AddField(
            model_name='historicalcorrectionrequest',
            name='section',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.coursesection'),
        ),
        migrations.AddField(
            model_name='historicalcorrectionrequest',
            name='student',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.student'),
        ),
        migrations.AddField(
            model_name='historicalcorrectionrequest',
            name='year',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.schoolyear'),
        ),
        migrations.AddField(
            model_name='historicalperiodlock',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalperiodlock',
            name='locked_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalperiodlock',
            name='period',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.gradingperiod'),
        ),
        migrations.AddField(
            model_name='historicalperiodlock',
            name='section',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.coursesection'),
        ),
        migrations.AddField(
            model_name='historicalperiodreopening',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalperiodreopening',
            name='opened_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='periodlock',
            name='locked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='periodlock',
            name='period',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='locks', to='school.gradingperiod'),
        ),
        migrations.AddField(
            model_name='periodlock',
            name='section',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='locks', to='school.coursesection'),
        ),
        migrations.AddField(
            model_name='historicalperiodreopening',
            name='lock',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='journal.periodlock'),
        ),
        migrations.AddField(
            model_name='periodreopening',
            name='lock',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reopenings', to='journal.periodlock'),
        ),
        migrations.AddField(
            model_name='periodreopening',
            name='opened_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='correctionrequest',
            index=models.Index(fields=['state', 'section'], name='correction_by_state'),
        ),
        migrations.AddConstraint(
            model_name='correctionrequest',
            constraint=models.UniqueConstraint(fields=('year', 'number'), name='correction_number_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='correctionrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('section', 'what', 'lesson', 'item', 'student', 'period'), name='one_open_correction_of_a_place', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='correctionrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lesson__isnull', False), ('student__isnull', False), ('what__in', ['mark', 'attendance'])), models.Q(('lesson__isnull', False), ('student__isnull', True), ('what__in', ['topic', 'homework'])), models.Q(('period__isnull', False), ('student__isnull', False), ('what', 'period')), models.Q(('period__isnull', True), ('student__isnull', False), ('what', 'year')), _connector='OR'), name='correction_names_its_place'),
        ),
        migrations.AddConstraint(
            model_name='correctionrequest',
            constraint=models.CheckConstraint(condition=models.Q(('ground__in', ['mistake', 'late_work']), models.Q(('ground__in', ['made_up', 'deferred']), models.Q(('document', ''), _negated=True)), _connector='OR'), name='correction_by_protocol_names_it'),
        ),
        migrations.AddConstraint(
            model_name='correctionrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('state__in', ['asked', 'withdrawn'])), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state__in', ['approved', 'refused', 'returned'])), _connector='OR'), name='correction_is_decided_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='correctionrequest',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='nobody_decides_on_own_correction'),
        ),
        migrations.AddConstraint(
            model_name='correctionrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('decision_reason', ''), _negated=True), _connector='OR'), name='correction_refused_says_why'),
        ),
        migrations.AddConstraint(
            model_name='correctionrequest',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='correction_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='periodlock',
            constraint=models.UniqueConstraint(fields=('section', 'kind', 'period'), name='period_is_locked_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='periodlock',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'period'), ('period__isnull', False)), models.Q(('kind', 'year'), ('period__isnull', True)), _connector='OR'), name='only_a_period_lock_has_a_period'),
        ),
        migrations.AddConstraint(
            model_name='periodlock',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on__lte', models.F('ends_on'))), name='locked_days_are_in_order'),
        ),
        migrations.AddConstraint(
            model_name='periodlock',
            constraint=models.CheckConstraint(condition=models.Q(('set_at__lte', models.F('locks_at'))), name='lock_follows_the_last_mark'),
        ),
        migrations.AddConstraint(
            model_name='periodreopening',
            constraint=models.CheckConstraint(condition=models.Q(('opened_at__lte', models.F('until'))), name='reopening_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='periodreopening',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='reopening_has_a_reason'),
        ),
        append_only(
            "journal_historicalcorrectionrequest",
            "journal_historicalperiodlock",
            "journal_historicalperiodreopening",
        ),
        leaves_trace(
            "journal_correctionrequest", "journal_periodlock", "journal_periodreopening"
        ),
        migrations.RunSQL(DECIDED_ONCE, NOT_DECIDED_ONCE),
    ]
