import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ejournal.settings")
# A page is given up by its server after 30 seconds: its questions end before that, its locks are not waited for longer
# than a person would, and a process that is gone holds nothing. Commands and the worker take the time they need.
TERMS = {
    "statement_timeout": "25s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
}
# Seconds; read by libpq, as the options are.
os.environ.setdefault("PGCONNECT_TIMEOUT", "3")
os.environ.setdefault("PGOPTIONS", " ".join(f"-c {name}={term}" for name, term in TERMS.items()))
application = get_wsgi_application()
# All pages' code is read before the processes part: one that takes a killed one's place answers at once.
get_resolver().url_patterns  # noqa: B018

# What is loaded by now stays for good: the collector need not walk it again and again (some 6 % of a page).
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
