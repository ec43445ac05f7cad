"""PostgreSQL refuses a commit that changed an official record without its history row."""

from django.db import migrations

from accounts.guards import REFUSE_TRUNCATE, NO_REFUSE_TRUNCATE, leaves_trace


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_history_knows_its_transaction")]
    operations = [
        migrations.RunSQL(REFUSE_TRUNCATE, NO_REFUSE_TRUNCATE),
        leaves_trace(
            "accounts_appointment",
        ),
    ]
