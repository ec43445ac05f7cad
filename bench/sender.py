"""Writers that send cells as the queue of a browser does: with a key, from a version, again and again until it is answered."""

import http.client
import json
import random
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from bench.server import cookie_of
from journal import actions
from journal.models import LineItem, Mark
from school.clock import school_now
from school.models import School, SectionEnrollment, TeachingLoad

# Seconds: how long the browser's queue waits for an answer, and its pauses between tries, shortened.
PATIENCE = 20
PAUSES = [0.1, 0.2, 0.4, 0.8, 1.5]
# Answers after which the queue asks again with nothing lost; every other one but 200 would take the change from it.
ASKED_AGAIN = {502, 503, 504}
SILENCE = "no answer"


@dataclass(frozen=True)
class Place:
    """A column of a journal that is open for its teacher."""

    teacher: User
    section: int
    lesson: int
    item: int
    pupils: list[int]


def open_places(how_many: int, *, apart: bool = True) -> list[Place]:
    """Columns of as many journals whose every cell can be written now; `apart`: each of another teacher."""
    now = school_now(School.objects.first(), timezone.now())
    found: dict[int, Place] = {}
    loads = TeachingLoad.objects.filter(ends_on=None).select_related("teacher__user", "section")
    for load in loads.order_by("pk"):
        items = LineItem.objects.filter(lesson__section=load.section, lesson__starts_at__lt=now)
        item = items.order_by("lesson__starts_at").select_related("lesson").last()
        key = load.teacher_id if apart else load.section_id
        if item is None or key in found:
            continue
        terms = SectionEnrollment.objects.filter(section=load.section, starts_on__lte=now.date())
        terms = terms.exclude(ends_on__lt=now.date())
        pupils = sorted(set(terms.values_list("student", flat=True)))[:25]
        user = load.teacher.user
        place = Place(user, load.section_id, item.lesson_id, item.pk, pupils)
        if is_open(place, load.section, now):
            found[key] = place
        if len(found) == how_many:
            return list(found.values())
    raise RuntimeError(f"only {len(found)} journals of {how_many} are open")


def is_open(place: Place, section, now) -> bool:
    """Tried and taken back."""
    known = versions_of(place)
    changes = [
        actions.CellChange(str(p), p, place.lesson, "mark", "5", known.get(p, 0), place.item)
        for p in place.pupils
    ]
    with transaction.atomic():
        results = actions.set_cells(section=section, changes=changes, by=place.teacher, now=now)
        transaction.set_rollback(True)
    return len(changes) > 5 and all(result.outcome == "saved" for result in results)


def versions_of(place: Place) -> dict[int, int]:
    marks = Mark.objects.filter(item=place.item, student__in=place.pupils)
    return dict(marks.values_list("student", "version"))


@dataclass
class Writer:
    """One teacher's browser. `acknowledged` is what it was told to be saved, in that order, by pupil."""

    port: int
    place: Place
    seed: int
    versions: dict[int, int] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    acknowledged: dict[int, list[tuple[str, int]]] = field(default_factory=dict)
    answers: Counter = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    waiting: int = 0
    last_saved: float = 0
    longest: float = 0
    cookie: str = ""

    def __post_init__(self) -> None:
        self.cookie = cookie_of(self.place.teacher)
        self.path = reverse("journal:save_cells", args=[self.place.section])
        self.versions = versions_of(self.place)
        marks = Mark.objects.filter(item=self.place.item, student__in=self.place.pupils)
        self.codes = dict(marks.values_list("student", "code"))
        self.acknowledged = {pupil: [] for pupil in self.place.pupils}

    def write(self, over: threading.Event) -> None:
        """New changes until it is over; what is on its way then is still brought home."""
        dice = random.Random(self.seed)
        while not over.is_set() and not self.wrong:
            chosen = dice.sample(self.place.pupils, dice.randint(1, 5))
            changes = [self.change(pupil, dice) for pupil in chosen]
            self.waiting = len(changes)
            self.send_until_answered(changes)
            self.waiting = 0
            time.sleep(dice.random() / 50)

    def change(self, pupil: int, dice: random.Random) -> dict:
        value = dice.choice([code for code in "2345" if code != self.codes.get(pupil)])
        return {
            "key": str(uuid.UUID(int=dice.getrandbits(128))),
            "student": pupil,
            "lesson": self.place.lesson,
            "item": self.place.item,
            "field": "mark",
            "value": value,
            "base": self.versions.get(pupil, 0),
        }

    def send_until_answered(self, changes: list[dict]) -> None:
        tries = 0
        while not self.wrong:
            started = time.monotonic()
            status, body = self.ask(json.dumps({"changes": changes}))
            self.longest = max(self.longest, time.monotonic() - started)
            self.answers[status] += 1
            if status == 200:
                self.note(changes, json.loads(body)["results"])
                return
            if status != SILENCE and status not in ASKED_AGAIN:
                self.wrong.append(f"answered with {status}: {body[:80]!r}")
            elif status != SILENCE and "text" not in json.loads(body):
                self.wrong.append(f"{status} without words")
            time.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
            tries += 1

    def ask(self, body: str) -> tuple[int | str, bytes]:
        token = "f" * 32
        headers = {
            "Cookie": f"{self.cookie}; csrftoken={token}",
            "X-CSRFToken": token,
            "X-Person": str(self.place.teacher.pk),
            "Accept": "application/json",
        }
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request("POST", self.path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return SILENCE, b""
        finally:
            line.close()

    def note(self, changes: list[dict], results: list[dict]) -> None:
        told = {result["key"]: result for result in results}
        for change in changes:
            result, pupil = told[change["key"]], change["student"]
            if result["outcome"] != "saved" or result["value"] != change["value"]:
                self.wrong.append(f"{change} became {result}")
                continue
            self.versions[pupil], self.codes[pupil] = result["version"], result["value"]
            self.acknowledged[pupil].append((result["value"], result["version"]))
        self.last_saved = time.monotonic()
