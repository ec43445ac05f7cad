"""Django's own question `user.has_perm("school.fill_journal", section)`, answered by grants that hold today.

Guardian's backend knows no terms: it would go on answering yes after the last day. Pages do not ask here, they ask
school.access; this is for whatever asks Django, and it must never say more than they do.
"""

from typing import Any

from django.utils import timezone
from guardian.backends import ObjectPermissionBackend

from .clock import school_now
from .keys import GRANTS, OBJECTS
from .models import School
from .work import not_dismissed


class DatedPermissionBackend(ObjectPermissionBackend):
    """Only grants in force answer yes; Django's groups give nothing here."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        app, _, codename = perm.rpartition(".")
        return app in ("", "school") and codename in self.get_all_permissions(user_obj, obj)

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Code names of what is granted to the user on the object today. One query and the school's clock."""
        if obj is None or not user_obj.is_authenticated or not user_obj.is_active:
            return set()
        for kind, (model, _) in OBJECTS.items():
            if isinstance(obj, model):
                return self._granted(GRANTS[kind], user_obj, obj)
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def _granted(self, grants: Any, user: Any, obj: Any) -> set[str]:
        # Django's question has no place for a day: here alone the clock is looked at.
        today = timezone.localdate(school_now(School.objects.first(), timezone.now()))
        held = grants.objects.on(today).filter(user=user, content_object=obj, withdrawn_at=None)
        rows = held.filter(not_dismissed(user, today))
        return set(rows.values_list("permission__codename", flat=True))
