"""Load on the loopback, bounded in time: wrk where it is installed, else this small client."""

import http.client
import shutil
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 4
WARM_UP = 1.0


@dataclass(frozen=True)
class Rate:
    """Requests a second; p50 and p95 in milliseconds; answers that were not as they should be."""

    per_second: float
    p50: float
    p95: float
    wrong: int

    def __str__(self) -> str:
        wrong = f", {self.wrong} WRONG" if self.wrong else ""
        return f"{self.per_second:7.0f}/s  p50 {self.p50:6.1f} ms  p95 {self.p95:6.1f} ms{wrong}"


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    body: str | None = None


def pages(port: int, path: str, cookie: str, seconds: float) -> Rate:
    """The page asked for over and over by CONNECTIONS browsers at once."""
    if not shutil.which("wrk"):
        return client(port, cookie, seconds, [_again(path) for _ in range(CONNECTIONS)])
    script = Path(__file__).parent / "percentiles.lua"
    call = ["wrk", "-t1", f"-c{CONNECTIONS}", "-s", str(script), "-H", f"Cookie: {cookie}"]
    url = f"http://127.0.0.1:{port}{path}"
    subprocess.run([*call, f"-d{WARM_UP:.0f}s", url], capture_output=True, check=True)
    told = subprocess.run(
        [*call, f"-d{seconds:.0f}s", url], capture_output=True, text=True, check=True
    )
    line = next(line for line in told.stdout.splitlines() if line.startswith("RESULT"))
    requests, microseconds, p50, p95, wrong = map(int, line.split()[1:])
    return Rate(requests / microseconds * 1e6, p50 / 1000, p95 / 1000, wrong)


def _again(path: str) -> Callable[[bytes | None], Request]:
    return lambda answer: Request("GET", path)


def client(
    port: int, cookie: str, seconds: float, people: list[Callable[[bytes | None], Request]]
) -> Rate:
    """Each person is a thread and says, from the last answer (None at first), what to ask next."""
    times: list[float] = []
    wrong: list[int] = []
    until = time.perf_counter() + WARM_UP + seconds
    threads = [
        threading.Thread(target=_work, args=(port, cookie, until, seconds, person, times, wrong))
        for person in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(times, n=20)
    return Rate(len(times) / seconds, cuts[9] * 1000, cuts[18] * 1000, sum(wrong))


def _work(port, cookie, until, seconds, person, times, wrong) -> None:
    for started, spent, good in _ask(port, cookie, until, person):
        if started >= until - seconds:
            times.append(spent)
            wrong.append(not good)


def _ask(port, cookie, until, person) -> Iterator[tuple[float, float, bool]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    token = "b" * 32
    headers = {"Cookie": f"{cookie}; csrftoken={token}", "X-CSRFToken": token}
    answer = None
    while (started := time.perf_counter()) < until:
        request = person(answer)
        connection.request(request.method, request.path, request.body, headers)
        response = connection.getresponse()
        answer = response.read()
        yield started, time.perf_counter() - started, response.status < 300
    connection.close()
