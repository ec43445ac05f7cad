from celery import shared_task
from django.utils import timezone

from . import actions


@shared_task
def seal_history():
    """Every few minutes; `manage.py seal` is its twin."""
    actions.seal_history(now=timezone.now())
