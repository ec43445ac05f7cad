import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ejournal.settings")
application = get_wsgi_application()

# What is loaded by now stays for good: the collector need not walk it again and again (some 6 % of a page).
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
