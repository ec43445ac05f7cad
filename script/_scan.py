#!/usr/bin/env python3
"""Run by script/scan: signs in by the form as each demo account and lets wapiti walk what that person sees."""

import json
import os
import re
import subprocess
import sys
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

# Those that need nothing from outside. permanentxss looks for what an earlier page has stored.
MODULES = "xss,permanentxss,sql,csp,cookieflags,http_headers,csrf,exec,file,redirect,ssrf,crlf,xxe"
SECONDS = os.environ.get("SCAN_SECONDS", "240")
SECONDS_A_MODULE = str(max(5, int(SECONDS) // 6))
# Not a finding: the page's script sends this cookie back in a header, so that a page kept open through a new sign-in
# in the next tab still saves. A script that could read it could as well send the form of the page.
READ_BY_THE_PAGE = "HttpOnly flag is not set in the cookie : __Host-csrftoken"
PASSWORD = "demo"  # noqa: S105  said aloud on the demo school's first page


def session_of(address: str, login: str) -> str:
    """The cookies of a person who has signed in; exits where the door stays closed."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    page = browser.open(f"{address}/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    form = {"csrfmiddlewaretoken": token[1] if token else "", "login": login, "password": PASSWORD}
    browser.addheaders = [("Referer", f"{address}/login/")]
    answer = browser.open(f"{address}/login/", urlencode(form).encode())
    if "/login/" in answer.url:
        sys.exit(f"{login}: не удалось войти")
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def scan(wapiti: str, address: str, login: str, cookies: str, report: Path) -> list[str]:
    """Findings, one line each."""
    command = [
        wapiti, "-u", f"{address}/" if login else f"{address}/login/", "--scope", "folder", "-m", MODULES,
        "--max-scan-time", SECONDS, "--max-attack-time", SECONDS_A_MODULE, "--max-links-per-page", "60", "--max-files-per-dir", "40", "-x", f"{address}/logout/",
        "--flush-session", "-f", "json", "-o", str(report), "--no-bugreport", "-v", "0",
    ]  # fmt: skip
    if cookies:
        command += ["-H", f"Cookie: {cookies}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    told = json.loads(report.read_text())
    return [
        f"{login or 'никто'}: {kind}: {finding['method']} {finding['path']}: {finding['info']}"
        for group in ("vulnerabilities", "anomalies")
        for kind, findings in told[group].items()
        for finding in findings
        if finding["info"] != READ_BY_THE_PAGE
    ]


def main(address: str, wapiti: str, folder: str, *logins: str) -> None:
    everybody = re.findall(
        r'data-login="([^"]+)"', build_opener().open(f"{address}/login/").read().decode()
    )
    found = []
    # All come in before the first forms are tried: the site soon stops a machine that guesses.
    sessions = {login: session_of(address, login) for login in logins or everybody}
    for login, cookies in {**sessions, "": ""}.items():
        lines = scan(wapiti, address, login, cookies, Path(folder) / f"{login or 'nobody'}.json")
        sys.stderr.write(f"{login or 'никто'}: находок {len(lines)}\n")
        found += lines
    sys.stdout.write("\n".join([*found, ""]))
    sys.exit(1 if found else 0)


main(*sys.argv[1:])
