import accounts.records
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from accounts.guards import append_only, leaves_trace


class Migration(migrations.Migration):

    dependencies = [
        ('school', '0007_cards_and_dismissal'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalStaffAbsence',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('reason', models.CharField(choices=[('illness', 'болезнь'), ('leave', 'отпуск'), ('trip', 'командировка'), ('courses', 'курсы'), ('other', 'другая причина')], max_length=20, verbose_name='причина')),
                ('document', models.CharField(blank=True, max_length=120, verbose_name='документ')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical staff absence',
                'verbose_name_plural': 'historical staff absences',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='StaffAbsence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('reason', models.CharField(choices=[('illness', 'болезнь'), ('leave', 'отпуск'), ('trip', 'командировка'), ('courses', 'курсы'), ('other', 'другая причина')], max_length=20, verbose_name='причина')),
                ('document', models.CharField(blank=True, max_length=120, verbose_name='документ')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='historicalsubstitution',
            name='absent',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.staffmember'),
        ),
        migrations.AddField(
            model_name='historicalsubstitution',
            name='kind',
            field=models.CharField(choices=[('instead', 'замена'), ('joint', 'совмещение')], default='instead', max_length=20, verbose_name='вид'),
        ),
        migrations.AddField(
            model_name='substitution',
            name='absent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_at', to='school.staffmember'),
        ),
        migrations.AddField(
            model_name='substitution',
            name='kind',
            field=models.CharField(choices=[('instead', 'замена'), ('joint', 'совмещение')], default='instead', max_length=20, verbose_name='вид'),
        ),
        migrations.AddConstraint(
            model_name='substitution',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['instead', 'joint'])), name='substitution_kind_is_known'),
        ),
        migrations.AddField(
            model_name='historicalstaffabsence',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalstaffabsence',
            name='teacher',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.staffmember'),
        ),
        migrations.AddField(
            model_name='staffabsence',
            name='teacher',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='school.staffmember'),
        ),
        migrations.AddConstraint(
            model_name='staffabsence',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='school_staffabsence_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='staffabsence',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('teacher'), models.F('teacher'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('starts_on'), models.F('ends_on'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='staff_is_absent_once'),
        ),
        migrations.AddConstraint(
            model_name='staffabsence',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['illness', 'leave', 'trip', 'courses', 'other'])), name='staff_absence_reason_is_known'),
        ),
        append_only("school_historicalstaffabsence"),
        leaves_trace("school_staffabsence"),
    ]
