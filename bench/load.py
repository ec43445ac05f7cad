"""Load on the loopback, bounded in time: wrk where it is installed, else this small client."""

import http.client
import shutil
import statistics
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 4
WARM_UP = 1.0


@dataclass(frozen=True)
class Rate:
    """Requests a second; p50 and p95 in milliseconds; answers that were not as they should be.

    `answered` counts the warm-up too; `cpu` is the web workers' CPU milliseconds for one answer: it
    holds where other work runs on the same cores.
    """

    per_second: float
    p50: float
    p95: float
    wrong: int
    answered: int
    cpu: float = 0

    def __str__(self) -> str:
        wrong = f", {self.wrong} WRONG" if self.wrong else ""
        times = f"p50 {self.p50:6.1f}  p95 {self.p95:6.1f}  CPU {self.cpu:5.1f} ms"
        return f"{self.per_second:7.0f}/s  {times}{wrong}"


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    body: str | None = None


def pages(port: int, path: str, cookie: str, seconds: float) -> Rate:
    """The page asked for over and over by CONNECTIONS browsers at once. Raises RuntimeError where it is not shown."""
    must_be_shown(port, path, cookie)
    if not shutil.which("wrk"):
        return client(port, cookie, seconds, [_again(path) for _ in range(CONNECTIONS)])
    script = Path(__file__).parent / "percentiles.lua"
    call = ["wrk", "-t1", f"-c{CONNECTIONS}", "--timeout", "30s", "-s", str(script)]
    call += ["-H", f"Cookie: {cookie}"]
    url = f"http://127.0.0.1:{port}{path}"
    before = _wrk([*call, f"-d{WARM_UP:.0f}s", url])[0]
    requests, microseconds, p50, p95, wrong = _wrk([*call, f"-d{seconds:.0f}s", url])
    per_second = requests / microseconds * 1e6
    return Rate(per_second, p50 / 1000, p95 / 1000, wrong, before + requests)


def must_be_shown(port: int, path: str, cookie: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie})
    status = connection.getresponse().status
    connection.close()
    if status != 200:
        raise RuntimeError(f"{path}: {status}")


def _wrk(call: list[str]) -> list[int]:
    told = subprocess.run(call, capture_output=True, text=True, check=True).stdout
    line = next(line for line in told.splitlines() if line.startswith("RESULT"))
    return [int(word) for word in line.split()[1:]]


def _again(path: str) -> Callable[[bytes | None], Request]:
    return lambda answer: Request("GET", path)


def client(
    port: int, cookie: str, seconds: float, people: list[Callable[[bytes | None], Request]]
) -> Rate:
    """Each person is a thread and says, from the last answer (None at first), what to ask next."""
    done: list[tuple[float, float, bool]] = []
    until = time.perf_counter() + WARM_UP + seconds
    threads = [
        threading.Thread(target=_work, args=(port, cookie, until, person, done))
        for person in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = [spent for started, spent, _ in done if started >= until - seconds]
    cuts = statistics.quantiles(times, n=20)
    wrong = sum(not good for _, _, good in done)
    return Rate(len(times) / seconds, cuts[9] * 1000, cuts[18] * 1000, wrong, len(done))


def _work(port, cookie, until, person, done) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    token = "b" * 32
    headers = {"Cookie": f"{cookie}; csrftoken={token}", "X-CSRFToken": token}
    answer = None
    while (started := time.perf_counter()) < until:
        request = person(answer)
        connection.request(request.method, request.path, request.body, headers)
        response = connection.getresponse()
        answer = response.read()
        done.append((started, time.perf_counter() - started, response.status < 300))
    connection.close()
