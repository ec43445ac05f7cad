#!/usr/bin/env python3
"""Run by script/screenshots: every page of the list below at two widths, as docs/screenshots/<page>-<width>.png.

Tells of a page that scrolls sideways on a phone; those are faults, and the exit code is 1.
"""

import io
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
SIZES = {1280: 720, 375: 812}
COLOURS = 128  # a page of text needs no more; a third of the bytes

# What the import's preview shows: a class that comes new to the demo school, with one line that can not be read.
LISTS = {
    "manifest.csv": "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n",
    "classes.csv": "sourcedId,title,grades,courseSourcedId,classCode,classType,schoolSourcedId,termSourcedIds\n"
    "class-5v,5В,05,,5В,homeroom,,year\n",
    "academicSessions.csv": "sourcedId,title,type,startDate,endDate\nyear,2025/2026,schoolYear,2025-09-01,2026-05-26\n",
    "users.csv": "sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName,middleName\n"
    "t-1,true,,teacher,lebedeva,Вера,Лебедева,Ильинична\n"
    "s-1,true,,student,alekseev.i,Илья,Алексеев,Олегович\n"
    "s-2,true,,student,borisova.a,Алёна,Борисова,Петровна\n"
    "s-3,true,,student,vlasov.t,,Власов,Игоревич\n",
    "enrollments.csv": "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n"
    "e-1,class-5v,,t-1,teacher,true,,\ne-2,class-5v,,s-1,student,,,\ne-3,class-5v,,s-2,student,,,\n",
}


def sign_in(page: Page) -> None:
    page.goto("/login/")


def day(page: Page) -> None:
    page.goto("/journal/today/")


def grid(page: Page) -> None:
    page.goto("/journal/")
    page.locator(".journals a").first.click()
    if page.viewport_size["width"] > 767:
        page.wait_for_selector("#grid[role=grid]")


def grid_lesson(page: Page) -> None:
    """Yesterday's lesson beside the grid; on a phone, on its own page."""
    grid(page)
    if page.viewport_size["width"] > 767:
        page.locator("#grid thead tr:nth-child(2) th:has(+ .today) a").click()
        page.wait_for_selector("#panel-form")
    else:
        page.locator(".grid-lessons a").nth(1).click()
        page.wait_for_selector("#pupils")


def lesson(page: Page) -> None:
    page.goto("/journal/today/")
    page.locator("tr.current a, table.day tbody th a").first.click()


def journals(page: Page) -> None:
    page.goto("/journal/")


def control(page: Page) -> None:
    page.goto("/reports/missing/")


def school_class(page: Page) -> None:
    page.goto("/school/classes/")
    page.get_by_role("link", name="7А", exact=True).first.click()


def summary_sheet(page: Page) -> None:
    school_class(page)
    page.locator(".main a", has_text="Сводная ведомость").click()


def timetable(page: Page) -> None:
    school_class(page)
    page.locator(".main a", has_text="Расписание").first.click()


def diary_week(page: Page) -> None:
    page.goto("/diary/")


def diary_summary(page: Page) -> None:
    page.goto("/diary/")
    page.get_by_role("link", name="Итоги").click()


def documents(page: Page) -> None:
    """Two volumes of 7А, made if this school has none yet."""
    page.goto("/reports/documents/")
    for title in ["Классный журнал", "Сводная ведомость учёта успеваемости"]:
        if not page.locator("section:last-of-type th a", has_text=title).count():
            page.get_by_role("button", name=f"{title} 7А").click()
            page.get_by_text("Скачать PDF").wait_for(timeout=180_000)
            page.goto("/reports/documents/")


def archive(page: Page) -> None:
    page.goto("/archive/")


def import_preview(page: Page) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as bundle:
        for name, text in LISTS.items():
            bundle.writestr(name, text)
    page.goto("/exchange/")
    given = {"name": "5В.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
    page.get_by_label("Файл").set_input_files(given)
    page.get_by_role("button", name="Проверить файл").click()
    page.locator("h2", has_text="Что изменится").wait_for()


def at(path: str) -> Callable[[Page], None]:
    return lambda page: page.goto(path) and None


def curriculum(page: Page) -> None:
    page.goto("/school/year/curricula/")
    page.locator(".main table a").first.click()


def version(page: Page) -> None:
    page.goto("/school/timetable/versions/")
    page.locator(".main table a").first.click()


def plan(page: Page) -> None:
    page.goto("/journal/plans/")
    page.locator(".main table a").first.click()


def finals(page: Page) -> None:
    page.goto("/journal/")
    page.locator("main a[href^='/journal/'][href$='/']").first.click()
    page.get_by_role("link", name="Отметки за период и год").click()
    page.wait_for_url("**/finals/?of=*")


def class_overview(page: Page) -> None:
    page.goto("/journal/today/")
    page.get_by_role("link", name="Обзор класса").first.click()
    page.wait_for_url("**/diary/classes/**")


def pupil_overview(page: Page) -> None:
    class_overview(page)
    page.locator(".glance tbody th a").first.click()
    page.wait_for_url("**/summary/**")


def notes_of_absence(page: Page) -> None:
    page.goto("/diary/")
    page.get_by_role("link", name="Не придёт").click()
    page.wait_for_url("**/journal/pupils/**")


def register_of_absences(page: Page) -> None:
    """The day of the homeroom teacher's own class."""
    page.goto("/journal/today/")
    page.locator(".main a[href*=absences]").first.click()


def signing(page: Page) -> None:
    """The page of the first period, which is over."""
    grid(page)
    page.locator(".switch a").first.click()
    page.locator("#signed a").click()
    page.wait_for_url("**/signing/")


def missed(page: Page) -> None:
    grid(page)
    page.goto(page.locator("a[href$='/missed/']").first.get_attribute("href") or "")
    page.locator(".main table a").first.click()


PAGES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "sign-in": ("", sign_in),
    "day": ("teacher", day),
    "grid": ("teacher", grid),
    "grid-lesson": ("teacher", grid_lesson),
    "lesson": ("teacher", lesson),
    "journals": ("deputy", journals),
    "control": ("deputy", control),
    "class": ("deputy", school_class),
    "summary-sheet": ("deputy", summary_sheet),
    "timetable": ("deputy", timetable),
    "diary-week": ("parent", diary_week),
    "diary-summary": ("parent", diary_summary),
    "letters": ("teacher", at("/diary/messages/")),
    "print": ("admin", documents),
    "archive": ("admin", archive),
    "import-preview": ("admin", import_preview),
    "calendar": ("deputy", at("/school/year/calendar/")),
    "bells": ("deputy", at("/school/year/bells/")),
    "load": ("deputy", at("/school/year/load/")),
    "hours": ("deputy", at("/school/year/load/hours/")),
    "curriculum": ("deputy", curriculum),
    "timetable-version": ("deputy", version),
    "whole-week": ("deputy", at("/school/timetable/week/")),
    "readiness": ("deputy", at("/reports/readiness/")),
    "finals": ("teacher", finals),
    "signing": ("teacher", signing),
    "plans": ("deputy", at("/journal/plans/")),
    "plan": ("deputy", plan),
    "works": ("deputy", at("/school/year/works/")),
    "grading": ("deputy", at("/school/year/grading/")),
    "regulation": ("deputy", at("/school/year/grading/regulation/")),
    "events": ("deputy", at("/school/year/events/")),
    "movement": ("deputy", at("/reports/movement/")),
    "promotion": ("clerk", at("/school/pupils/promote/")),
    "blanks": ("deputy", at("/reports/blanks/")),
    "substitutions": ("deputy", at("/journal/substitutions/")),
    "missed": ("teacher", missed),
    "deferrals": ("deputy", at("/journal/deferrals/")),
    "corrections": ("deputy", at("/journal/corrections/")),
    "rights": ("admin", at("/school/rights/")),
    "staff": ("hr", at("/school/staff/")),
    "pupils": ("clerk", at("/school/pupils/")),
    "consents": ("clerk", at("/school/consents/")),
    "slips": ("admin", at("/reports/slips/")),
    "history": ("director", at("/archive/history/")),
    "class-overview": ("homeroom", class_overview),
    "pupil-overview": ("homeroom", pupil_overview),
    "absence-notes": ("parent", notes_of_absence),
    "absences": ("homeroom", register_of_absences),
    "own-sign-in": ("teacher", at("/account/")),
    "state": ("technician", at("/state/")),
}


def main(address: str, names: list[str]) -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    faults = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"],
            args=["--no-sandbox", "--disable-gpu"],
        )
        for name in names or PAGES:
            for width in SIZES:
                faults += take(browser, address, name, width)
        browser.close()
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return 1 if faults else 0


def take(browser: Browser, address: str, name: str, width: int) -> list[str]:
    login, open_page = PAGES[name]
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": SIZES[width]},
        locale="ru-RU",
        color_scheme="light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if login:
        page.goto("/login/")
        page.fill("#id_login", login)
        page.fill("#id_password", "demo")
        page.locator("#login").get_by_role("button", name="Войти", exact=True).click()
        page.wait_for_url(lambda url: "/login/" not in url)
    open_page(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    picture = FOLDER / f"{name}-{width}.png"
    save(page.screenshot(), picture)
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()
    sys.stdout.write(f"{picture.name}  {picture.stat().st_size // 1000} КБ\n")
    return [f"{picture.name}: шире экрана на {wider} пикселей"] if wider > 0 else []


def save(png: bytes, path: Path) -> None:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
