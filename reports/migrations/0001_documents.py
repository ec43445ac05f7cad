"""Printed documents: requests, progress, files and hashes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('school', '0002_history_is_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('class_journal', 'Классный журнал'), ('summary_sheet', 'Сводная ведомость учёта успеваемости')], max_length=20)),
                ('status', models.CharField(choices=[('queued', 'ждёт очереди'), ('running', 'готовится'), ('done', 'готов'), ('failed', 'не сделан')], default='queued', max_length=10)),
                ('requested_at', models.DateTimeField()),
                ('attempt', models.PositiveSmallIntegerField(default=0)),
                ('parts_done', models.PositiveSmallIntegerField(default=0)),
                ('parts', models.PositiveSmallIntegerField(default=0)),
                ('part_title', models.CharField(blank=True, max_length=200)),
                ('heard_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('path', models.CharField(blank=True, max_length=200)),
                ('pages', models.PositiveIntegerField(blank=True, null=True)),
                ('bytes', models.PositiveBigIntegerField(blank=True, null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('content_sha256', models.CharField(blank=True, max_length=64)),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school_class', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='school.schoolclass')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['class_journal', 'summary_sheet'])), name='document_kind_is_known'), models.CheckConstraint(condition=models.Q(('status__in', ['queued', 'running', 'done', 'failed'])), name='document_status_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'done'), _negated=True), models.Q(models.Q(('path', ''), _negated=True), models.Q(('sha256', ''), _negated=True), ('bytes__gt', 0), ('finished_at__isnull', False), ('pages__gt', 0)), _connector='OR'), name='document_done_has_its_file_and_hash'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'failed'), _negated=True), models.Q(('error', ''), _negated=True), _connector='OR'), name='document_failed_says_why'), models.CheckConstraint(condition=models.Q(('parts_done__lte', models.F('parts'))), name='document_parts_add_up'), models.UniqueConstraint(condition=models.Q(('status__in', ['queued', 'running'])), fields=('kind', 'school_class'), name='document_is_made_once_at_a_time')],
            },
        ),
    ]
