"""1 September: 3,000 people sign in from one address, each for the first time, one in twenty after a wrong password.

    bench/run signing_in            SIGN_INS=600 for a short run

Each opens the page of sign-in, sends name and password and follows to the first page. Exit code 1 where one of them
does not get in, or all of them take longer than ten minutes. The people are made for the run and taken away after it.
"""

# ruff: noqa: E402  Django is set up first

import http.client
import os
import queue
import re
import statistics
import sys
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django

django.setup()

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import connection

from accounts.models import User
from bench.server import Server, started_server

PEOPLE = int(os.environ.get("SIGN_INS", "3000"))
BROWSERS = 12
MOST_SECONDS = 600
WRONG_EVERY = 20
PASSWORD = "семь синих чаек ждут трамвай"  # noqa: S105  of people who live as long as the run
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass
class Told:
    """Seconds of each sign-in, from the press to the answer; what went otherwise than it should."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Browser:
    """One person's: own connection, own cookies."""

    def __init__(self, port: int):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, **fields: str) -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if fields:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, urlencode(fields) if fields else None, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), text


def come_in(port: int, name: str, *, wrong_first: bool, told: Told) -> None:
    browser = Browser(port)
    _, _, page = browser.ask("GET", "/login/")
    if wrong_first:
        # Each errs in an own way: one wrong password of many people is a spray, and is stopped.
        wrong = {"login": name, "password": f"{PASSWORD} {name}"}
        token = TOKEN.search(page)[1]
        status, _, page = browser.ask("POST", "/login/", csrfmiddlewaretoken=token, **wrong)
        if status != 200:
            told.errors.append(f"{name}: a wrong password was answered with {status}")
    started = time.perf_counter()
    status, where, _ = browser.ask(
        "POST", "/login/", csrfmiddlewaretoken=TOKEN.search(page)[1], login=name, password=PASSWORD
    )
    told.times.append(time.perf_counter() - started)
    if status != 302:
        told.errors.append(f"{name}: {status}")
        return
    while status == 302:
        status, where, _ = browser.ask("GET", where or "/")
    if status != 200:
        told.errors.append(f"{name}: the first page {status}")
    browser.connection.close()


def sign_in_all(server: Server, names: list[str]) -> tuple[Told, float]:
    told, waiting = Told(), queue.SimpleQueue()
    for n, name in enumerate(names):
        waiting.put((n, name))

    def work() -> None:
        while True:
            try:
                n, name = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                come_in(server.port, name, wrong_first=n % WRONG_EVERY == 0, told=told)
            except (OSError, http.client.HTTPException, TypeError) as error:
                told.errors.append(f"{name}: {error!r}")

    started = time.perf_counter()
    browsers = [threading.Thread(target=work) for _ in range(BROWSERS)]
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()
    return told, time.perf_counter() - started


def make_people() -> list[str]:
    take_people_away()
    hashed = make_password(PASSWORD)
    names = [f"first-of-september-{n}" for n in range(PEOPLE)]
    User.objects.bulk_create(
        [User(username=n, last_name="Новый", password=hashed) for n in names], 1000
    )
    return names


def take_people_away() -> None:
    people = User.objects.filter(username__startswith="first-of-september-")
    keys = UserSession.objects.filter(user__in=people).values("session_key")
    Session.objects.filter(session_key__in=keys).delete()
    for log in (AccessAttempt, AccessFailureLog, AccessLog):
        log.objects.filter(username__startswith="first-of-september-").delete()
    UserSession.objects.filter(user__in=people).delete()
    # Past the collector: the site may not touch the history that such a delete would look through.
    people._raw_delete(people.db)


def main() -> int:
    names = make_people()
    connection.close()
    try:
        with started_server() as server:
            before = server.cpu()
            told, seconds = sign_in_all(server, names)
            cpu = (server.cpu() - before) / len(names)
    finally:
        take_people_away()
    cuts = statistics.quantiles(told.times, n=20)
    print(
        f"{len(names)} sign-ins in {seconds:.0f} s: {len(names) / seconds:.1f}/s, "
        f"p50 {cuts[9] * 1000:.0f} ms, p95 {cuts[18] * 1000:.0f} ms, CPU {cpu:.0f} ms each, "
        f"{len(told.errors)} errors; hash {settings.PASSWORD_HASHERS[0].rpartition('.')[2]}"
    )
    for error in told.errors[:10]:
        print("   ", error)
    return 1 if told.errors or seconds > MOST_SECONDS * len(names) / 3000 else 0


if __name__ == "__main__":
    sys.exit(main())
