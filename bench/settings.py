"""The program's own settings, with the floors' URLs added."""

from ejournal.settings import *  # noqa: F403, TID251

ROOT_URLCONF = "bench.urls"
