from celery import shared_task
from django.utils import timezone

from . import actions
from .clock import school_now
from .models import School


@shared_task
def close_access():
    """The access of those whose last day is over; `manage.py close_access` is its twin."""
    actions.close_due_access(now=school_now(School.objects.first(), timezone.now()))
