from django.apps import AppConfig


class EjournalConfig(AppConfig):
    name = "ejournal"

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415  a check is registered by being imported
