"""Signatures of teachers under pages of journals, and the texts that were signed."""

import accounts.records
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from accounts.guards import append_only, leaves_trace, never_emptied


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0018_points_are_found_by_their_day'),
        ('school', '0019_grading_and_regulation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalPageSignature',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('signer_name', models.CharField(max_length=250, verbose_name='имя подписавшего')),
                ('position', models.CharField(max_length=120, verbose_name='должность')),
                ('signed_at', models.DateTimeField(verbose_name='подписано')),
                ('identified_by', models.CharField(max_length=120, verbose_name='вход')),
                ('digest', models.CharField(max_length=64, verbose_name='контрольная сумма')),
                ('pupils', models.PositiveSmallIntegerField(verbose_name='учеников')),
                ('lessons', models.PositiveSmallIntegerField(verbose_name='уроков')),
                ('marks', models.PositiveIntegerField(verbose_name='отметок')),
                ('missing', models.PositiveIntegerField(verbose_name='не заполнено')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.gradingperiod')),
                ('section', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.coursesection')),
                ('signer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто подписал')),
            ],
            options={
                'verbose_name': 'historical page signature',
                'verbose_name_plural': 'historical page signatures',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='SignedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('text', models.TextField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('digest', ''), _negated=True), name='signed_text_has_a_digest')],
            },
        ),
        migrations.CreateModel(
            name='PageSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signer_name', models.CharField(max_length=250, verbose_name='имя подписавшего')),
                ('position', models.CharField(max_length=120, verbose_name='должность')),
                ('signed_at', models.DateTimeField(verbose_name='подписано')),
                ('identified_by', models.CharField(max_length=120, verbose_name='вход')),
                ('digest', models.CharField(max_length=64, verbose_name='контрольная сумма')),
                ('pupils', models.PositiveSmallIntegerField(verbose_name='учеников')),
                ('lessons', models.PositiveSmallIntegerField(verbose_name='уроков')),
                ('marks', models.PositiveIntegerField(verbose_name='отметок')),
                ('missing', models.PositiveIntegerField(verbose_name='не заполнено')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='page_signatures', to='school.gradingperiod')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='page_signatures', to='school.coursesection')),
                ('signer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто подписал')),
            ],
            options={
                'ordering': ['signed_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('section', 'period', 'signer', 'digest'), name='page_is_signed_once_as_it_stands'), models.CheckConstraint(condition=models.Q(models.Q(('signer_name', ''), _negated=True), models.Q(('digest', ''), _negated=True)), name='signature_says_who_and_what')],
            },
        ),
        append_only("journal_historicalpagesignature", "journal_signedtext"),
        never_emptied("journal_signedtext"),
        leaves_trace("journal_pagesignature"),
    ]
