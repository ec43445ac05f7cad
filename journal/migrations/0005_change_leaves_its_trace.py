"""PostgreSQL refuses a commit that changed an official record without its history row."""

from django.db import migrations

from accounts.guards import leaves_trace


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_history_knows_its_transaction"), ("accounts", "0004_change_leaves_its_trace")]
    operations = [
        leaves_trace(
            "journal_attendancerecord",
            "journal_homework",
            "journal_lesson",
            "journal_lineitem",
            "journal_mark",
            "journal_periodmark",
        ),
    ]
