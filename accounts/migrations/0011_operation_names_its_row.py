from django.db import migrations, models


class Migration(migrations.Migration):
    """`history_id` is what simple-history calls its own key: the operation's row has another name."""

    dependencies = [("accounts", "0010_breach_acts")]

    operations = [
        migrations.RemoveConstraint("voidedoperation", "operation_is_decided_once"),
        migrations.RenameField("voidedoperation", "history_id", "history_row"),
        migrations.AddField(
            "historicalvoidedoperation", "history_row", models.BigIntegerField(default=0), preserve_default=False
        ),
        migrations.AddConstraint(
            "voidedoperation",
            models.UniqueConstraint(
                fields=("incident", "table", "history_row"), name="operation_is_decided_once"
            ),
        ),
    ]
