"""The private cluster and Redis of this run, as processes: killed, frozen, let go, started again. No other's are touched."""

import os
import signal
import subprocess
import time
from pathlib import Path

from django.conf import settings

SHELL = ". script/_environment; . script/_services; services_up"
NOT_OURS = ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL")


def start_services() -> None:
    """PostgreSQL and Redis of VAR_DIR again, by the same script that has started them; what runs is left alone."""
    own = {key: value for key, value in os.environ.items() if key not in NOT_OURS}
    subprocess.run(["bash", "-c", SHELL], env=own, cwd=settings.BASE_DIR, check=True)


def postgresql() -> list[int]:
    """The postmaster, then its backends."""
    [pid_file] = Path(os.environ["VAR_DIR"]).glob("pgdata-*/postmaster.pid")
    postmaster = int(pid_file.read_text().split()[0])
    return [postmaster, *children_of(postmaster)]


def redis() -> list[int]:
    return [int((Path(os.environ["VAR_DIR"]) / "run/redis.pid").read_text())]


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def send(sign: signal.Signals, pids: list[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            continue


def kill(pids: list[int]) -> None:
    """-9, and until they are gone."""
    send(signal.SIGKILL, pids)
    until = time.monotonic() + 60
    while any(is_there(pid) for pid in pids):
        if time.monotonic() > until:
            raise RuntimeError(f"{pids} do not end")
        time.sleep(0.02)


def freeze(pids: list[int]) -> None:
    send(signal.SIGSTOP, pids)


def let_go(pids: list[int]) -> None:
    send(signal.SIGCONT, pids)


def is_there(pid: int) -> bool:
    """Also one that is dead and not buried: PostgreSQL takes it for running."""
    return Path(f"/proc/{pid}").exists()
