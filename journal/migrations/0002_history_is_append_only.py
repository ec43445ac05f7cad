from django.db import migrations

from accounts.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial"), ("accounts", "0002_history_is_append_only")]
    operations = [
        append_only(
            "journal_historicalattendancerecord",
            "journal_historicalhomework",
            "journal_historicallesson",
            "journal_historicallineitem",
            "journal_historicalmark",
            "journal_historicalperiodmark",
        ),
    ]
