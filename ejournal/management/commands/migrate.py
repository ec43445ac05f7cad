"""Django's `migrate`, run by the owner of the tables; afterwards the guards stand and the site has its rights."""

from typing import Any

from django.conf import settings
from django.core.management.commands.migrate import Command as Migrate
from django.db import connection, transaction

from accounts.guards import mount_guards
from accounts.numbering import carry_on_numbering, take_numbers_from_here
from accounts.ownership import as_owner, give_privileges


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            if options["plan"] or options["check_unapplied"]:
                super().handle(*args, **options)
                return
            with transaction.atomic(), connection.cursor() as cursor:
                carry_on_numbering(cursor)
            super().handle(*args, **options)
            with transaction.atomic(), connection.cursor() as cursor:
                take_numbers_from_here(cursor)
                mount_guards(cursor)
                if settings.WEB_ROLE:
                    give_privileges(cursor, settings.WEB_ROLE)
