from celery import shared_task
from django.utils import timezone

from .actions.sessions import forget_old_sign_ins as forget


@shared_task
def forget_old_sign_ins():
    """Once a day; `manage.py forget_old_sign_ins` is its twin."""
    forget(now=timezone.now())
