"""`stemma serve` as a process, and the frame of its pages in a real browser."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from playwright.sync_api import Page
from typer.testing import CliRunner

from fixtures.server import Hub
from stemma.cli import app as cli
from stemma.web.security import passwords

from .conftest import Live

AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"


def test_serve_prints_one_link_lets_in_and_ends_on_a_signal(home: Path, hub: Hub) -> None:
    env = {**hub.settings, "STEMMA_HOME": str(home), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "stemma", "serve", "--port", "0", "--no-open", "--actor", "grace"]
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        try:
            told = ""
            while "Ctrl-C" not in told:
                line = server.stderr.readline()
                assert line, told
                told += line
            links = re.findall(r"http://127\.0\.0\.1:\d+/enter\?token=\S+", told)
            assert len(links) == 1
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
            assert opener.open(links[0], timeout=10).status == 200
            page = opener.open(links[0].partition("/enter")[0], timeout=10).read().decode()
            assert "grace" in page
            assert "empty" in page
            with pytest.raises(urllib.error.HTTPError, match="401"):
                urllib.request.urlopen(links[0], timeout=10)
        finally:
            server.send_signal(signal.SIGINT)
            rest = server.communicate(timeout=20)[1]
    assert "token" not in rest
    assert server.returncode in (0, 130)


def test_the_password_is_asked_for_and_its_hash_kept(home: Path) -> None:
    made = CliRunner().invoke(cli, ["serve", "--set-password"], input="correct horse\n", env={"STEMMA_HOME": str(home)})
    assert made.exit_code == 0, made.output
    kept = home / passwords.FILE
    assert kept.stat().st_mode & 0o777 == 0o600
    assert passwords.fits(kept.read_text().strip(), "correct horse")


@pytest.mark.browser
def test_the_link_leads_in_and_the_frame_is_clean_keeps_a_theme_and_can_be_left(page: Page, live: Live) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.context.clear_cookies()
    page.goto(live.link())
    page.wait_for_url(f"{live.url}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    seen = set()
    for _ in range(3):
        page.click("#theme")
        seen.add(page.inner_text("#theme-word"))
    assert seen == {"light", "dark", "system"}
    page.click("#theme")
    page.click("#theme")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert complaints == []
    page.click("text=leave")
    page.wait_for_url("**/login")
    page.goto("/")
    assert "Not let in yet" in page.content()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_frame_has_no_serious_fault_for_assistive_software(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    page.goto("/")
    assert serious(page) == []


def serious(page: Page) -> list[str]:
    """What axe-core finds serious or critical on a page."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "axe.run().then(r => r.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.html + ' ' + n.failureSummary).join('\\n')]))"
    )
    return [f"{name}: {where}" for impact, name, where in found if impact in ("serious", "critical")]
