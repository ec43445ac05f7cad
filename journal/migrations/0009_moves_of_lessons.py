import accounts.records
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from accounts.guards import append_only, leaves_trace


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0008_decided_corrections_stay'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalLessonMove',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_author', models.CharField(max_length=250)),
                ('history_transaction', models.BigIntegerField(db_default=accounts.records.Transaction(), editable=False)),
                ('history_change_reason', models.TextField(blank=True)),
                ('kind', models.CharField(choices=[('cancelled', 'отменён'), ('moved', 'перенесён')], max_length=20, verbose_name='вид')),
                ('from_date', models.DateField(verbose_name='с какого дня')),
                ('from_number', models.PositiveSmallIntegerField(verbose_name='с какого урока')),
                ('reason', models.CharField(max_length=200, verbose_name='причина')),
                ('order_number', models.CharField(blank=True, max_length=40, verbose_name='номер приказа')),
                ('order_date', models.DateField(blank=True, null=True, verbose_name='дата приказа')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lesson', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='journal.lesson')),
            ],
            options={
                'verbose_name': 'historical lesson move',
                'verbose_name_plural': 'historical lesson moves',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='LessonMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('cancelled', 'отменён'), ('moved', 'перенесён')], max_length=20, verbose_name='вид')),
                ('from_date', models.DateField(verbose_name='с какого дня')),
                ('from_number', models.PositiveSmallIntegerField(verbose_name='с какого урока')),
                ('reason', models.CharField(max_length=200, verbose_name='причина')),
                ('order_number', models.CharField(blank=True, max_length=40, verbose_name='номер приказа')),
                ('order_date', models.DateField(blank=True, null=True, verbose_name='дата приказа')),
                ('lesson', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='move', to='journal.lesson')),
            ],
            options={
                'indexes': [models.Index(fields=['from_date'], name='lesson_move_by_date')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['cancelled', 'moved'])), name='lesson_move_kind_is_known')],
            },
        ),
        append_only("journal_historicallessonmove"),
        leaves_trace("journal_lessonmove"),
    ]
