"""Missed topics passed later by a protocol of a commission; marks of a period put off by an order."""

import accounts.records
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from accounts.guards import append_only, leaves_trace


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0012_outages_and_deadline_facts'),
        ('school', '0019_grading_and_regulation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalMakeUpProtocol',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('number', models.CharField(max_length=40, verbose_name='номер протокола')),
                ('date', models.DateField(verbose_name='дата протокола')),
                ('way', models.CharField(max_length=120, verbose_name='форма')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('section', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.coursesection')),
                ('student', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.student')),
            ],
            options={
                'verbose_name': 'historical make up protocol',
                'verbose_name_plural': 'historical make up protocols',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalMarkDeferral',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('order_number', models.CharField(max_length=40, verbose_name='номер приказа')),
                ('order_date', models.DateField(verbose_name='дата приказа')),
                ('reason', models.CharField(max_length=200, verbose_name='причина')),
                ('deferred_until', models.DateField(verbose_name='отсрочка до')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.gradingperiod')),
                ('section', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.coursesection')),
                ('student', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.student')),
            ],
            options={
                'verbose_name': 'historical mark deferral',
                'verbose_name_plural': 'historical mark deferrals',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='MakeUpProtocol',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, verbose_name='номер протокола')),
                ('date', models.DateField(verbose_name='дата протокола')),
                ('way', models.CharField(max_length=120, verbose_name='форма')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='make_up_protocols', to='school.coursesection')),
                ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='make_up_protocols', to='school.student')),
            ],
        ),
        migrations.CreateModel(
            name='MakeUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, verbose_name='отметка')),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='make_ups', to='journal.lesson')),
                ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='make_ups', to='school.student')),
                ('protocol', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='topics', to='journal.makeupprotocol')),
            ],
        ),
        migrations.CreateModel(
            name='HistoricalMakeUp',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('code', models.CharField(max_length=10, verbose_name='отметка')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lesson', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='journal.lesson')),
                ('student', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.student')),
                ('protocol', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='journal.makeupprotocol')),
            ],
            options={
                'verbose_name': 'historical make up',
                'verbose_name_plural': 'historical make ups',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalCommissionMember',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('position', models.PositiveSmallIntegerField()),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.staffmember')),
                ('protocol', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='journal.makeupprotocol')),
            ],
            options={
                'verbose_name': 'historical commission member',
                'verbose_name_plural': 'historical commission members',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='CommissionMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commissions', to='school.staffmember')),
                ('protocol', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='journal.makeupprotocol')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MarkDeferral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order_number', models.CharField(max_length=40, verbose_name='номер приказа')),
                ('order_date', models.DateField(verbose_name='дата приказа')),
                ('reason', models.CharField(max_length=200, verbose_name='причина')),
                ('deferred_until', models.DateField(verbose_name='отсрочка до')),
                ('period', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mark_deferrals', to='school.gradingperiod')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mark_deferrals', to='school.coursesection')),
                ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mark_deferrals', to='school.student')),
            ],
        ),
        migrations.AddIndex(
            model_name='makeupprotocol',
            index=models.Index(fields=['student'], name='make_up_protocol_by_student'),
        ),
        migrations.AddConstraint(
            model_name='makeupprotocol',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('section', 'student', 'number', 'date'), name='make_up_protocol_is_written_once'),
        ),
        migrations.AddConstraint(
            model_name='makeupprotocol',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number', ''), _negated=True), models.Q(('way', ''), _negated=True)), name='make_up_protocol_has_number_and_way'),
        ),
        migrations.AddIndex(
            model_name='makeup',
            index=models.Index(fields=['student'], name='make_up_by_student'),
        ),
        migrations.AddConstraint(
            model_name='makeup',
            constraint=models.UniqueConstraint(fields=('lesson', 'student'), name='missed_topic_is_passed_once'),
        ),
        migrations.AddConstraint(
            model_name='makeup',
            constraint=models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='passed_topic_has_a_mark'),
        ),
        migrations.AddConstraint(
            model_name='commissionmember',
            constraint=models.UniqueConstraint(fields=('protocol', 'member'), name='commission_member_signs_once'),
        ),
        migrations.AddIndex(
            model_name='markdeferral',
            index=models.Index(fields=['student'], name='mark_deferral_by_student'),
        ),
        migrations.AddConstraint(
            model_name='markdeferral',
            constraint=models.UniqueConstraint(fields=('section', 'student', 'period'), name='period_mark_is_deferred_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='markdeferral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('order_number', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='deferral_has_order_and_reason'),
        ),
        migrations.AddConstraint(
            model_name='markdeferral',
            constraint=models.CheckConstraint(condition=models.Q(('deferred_until__gte', models.F('order_date'))), name='deferral_ends_after_its_order'),
        ),
        append_only("journal_historicalmakeupprotocol"),
        leaves_trace("journal_makeupprotocol"),
        append_only("journal_historicalcommissionmember"),
        leaves_trace("journal_commissionmember"),
        append_only("journal_historicalmakeup"),
        leaves_trace("journal_makeup"),
        append_only("journal_historicalmarkdeferral"),
        leaves_trace("journal_markdeferral"),
    ]
