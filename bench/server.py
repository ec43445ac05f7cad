"""The real server on the school of DATABASE_URL: started, asked for a while, its CPU and memory read."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django

django.setup()

from django.conf import settings
from django.test import Client

from accounts.models import User
from bench import load
from bench.load import Rate

SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
WORKERS = 2


def cookie_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@contextmanager
def started_server(log: Path | None = None):
    """gunicorn as script/server starts it, with two processes; yields the running Server. `log` takes what it says."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS)]
    quietly = ["--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--log-level", "warning"]  # noqa: S108
    call = [sys.executable, "-m", "gunicorn", "ejournal.wsgi", *address, "--preload", *quietly]
    with log.open("a") if log else nullcontext() as said:
        process = subprocess.Popen(call, stderr=said)
    try:
        for _ in range(600):
            time.sleep(0.1)
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    def workers(self) -> list[Path]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [Path("/proc") / child for child in children]

    def cpu(self) -> float:
        """Milliseconds its workers have spent."""
        ticks = 0
        for worker in self.workers():
            fields = (worker / "stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks * 1000 / os.sysconf("SC_CLK_TCK")

    def peaks(self) -> list[int]:
        """Peak memory of each worker, MB."""
        found = []
        for worker in self.workers():
            lines = (worker / "status").read_text().splitlines()
            found += [int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")]
        return found

    def pages(self, path: str, cookie: str) -> Rate:
        before = self.cpu()
        rate = load.pages(self.port, path, cookie, SECONDS)
        return replace(rate, cpu=(self.cpu() - before) / max(rate.answered, 1))

    def client(self, cookie: str, people: list[Callable]) -> Rate:
        before = self.cpu()
        rate = load.client(self.port, cookie, SECONDS, people)
        return replace(rate, cpu=(self.cpu() - before) / max(rate.answered, 1))


def show(what: str, rate: Rate, **floors: Rate) -> None:
    print(f"{what:34}{rate}")
    for name, floor in floors.items():
        ratio = rate.cpu / floor.cpu
        print(f"    {'floor, ' + name.replace('_', ' '):30}{floor}  × {ratio:.1f} CPU")
    sys.stdout.flush()
