"""Seals name the digests of tables; seals and what stands beside them are only ever added to."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.guards import append_only, never_emptied


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0001_seals'),
        ('accounts', '0004_change_leaves_its_trace'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='seal',
            name='form',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='seal',
            name='tables',
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('done', models.PositiveSmallIntegerField(default=0)),
                ('of', models.PositiveSmallIntegerField(default=0)),
                ('finished_at', models.DateTimeField(null=True)),
                ('seals', models.PositiveIntegerField(null=True)),
                ('rows', models.PositiveIntegerField(null=True)),
                ('head', models.CharField(blank=True, max_length=64)),
                ('findings_total', models.PositiveIntegerField(default=0)),
                ('findings', models.JSONField(default=list)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        append_only('archive_seal', 'archive_sealedrow'),
        never_emptied('archive_seal', 'archive_sealedrow'),
    ]
