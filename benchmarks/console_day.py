"""One console, open for a working day: does the page stay light, and does its stream outlive a restart?

    .venv/bin/python benchmarks/console_day.py [--contacts 480] [--restart-after 240] [--check]

Eight hours at 60 contacts an hour, as fast as they can be done: a citizen writes over the API, the agent's one browser
tab takes the contact, answers and closes it. Needs a running `./run` whose demonstration agents are idle, and Chromium
(`CHROMIUM`, otherwise Playwright's own). In between the live process is killed once; the page must go on by itself.
What is counted after forced garbage collection: heap, nodes and listeners of the tab, against those after the first
tenth of the day, when everything has been loaded once. Ends with 1 under --check where a bound is broken.
"""

import argparse
import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import httpx
from playwright.sync_api import CDPSession, Page, sync_playwright

from benchmarks.measuring import Figure, tell, var_directory

PASSWORD = "demonstration-120"
QUESTION = "강남구 역삼동 테헤란로 가로등이 {number}번째 꺼져 있어요."
PATIENCE_MILLISECONDS = 60_000
MEGABYTE = 1024 * 1024
# Counts every timer that is set and not cleared or over, so that one that is forgotten is seen.
COUNT_TIMERS = """
(() => {
  const running = new Set();
  const { setInterval: every, clearInterval: stop } = window;
  window.setInterval = (...given) => { const id = every(...given); running.add(id); return id; };
  window.clearInterval = (id) => { running.delete(id); stop(id); };
  window.runningTimers = () => running.size;
})();
"""


class Tab:
    """The agent's one page, and what the browser counts of it."""

    def __init__(self, page: Page, *, username: str) -> None:
        self.page = page
        self._counting: CDPSession = page.context.new_cdp_session(page)
        self._counting.send("Performance.enable")
        page.goto("/login/")
        page.get_by_label("아이디").fill(username)
        page.get_by_label("비밀번호").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="로그인").click()
        page.wait_for_url("**/console/")
        page.get_by_role("button", name="대기", exact=True).click()
        page.locator("button[value=READY][aria-pressed=true]").wait_for()

    def handle(self, words: str) -> None:
        """Take the contact with these words, answer and close it."""
        self.page.locator(".offer").filter(has_text=words).get_by_role("button", name="받기").click()
        self.page.wait_for_url("**/console/contacts/*/")
        self.page.locator(".timeline").filter(has_text=words).wait_for()
        self.page.get_by_label("상담 결과").select_option("ANSWERED")
        self.page.keyboard.press("F9")
        self.page.wait_for_url(lambda url: "/contacts/" not in url)

    def counts(self) -> dict[str, float]:
        """Return heap (MB), nodes, listeners and timers of the page, after collecting garbage."""
        self._counting.send("HeapProfiler.collectGarbage")
        metrics = {line["name"]: line["value"] for line in self._counting.send("Performance.getMetrics")["metrics"]}
        return {
            "heap": metrics["JSHeapUsedSize"] / MEGABYTE,
            "nodes": metrics["Nodes"],
            "listeners": metrics["JSEventListeners"],
            "documents": metrics["Documents"],
            "timers": self.page.evaluate("window.runningTimers()"),
        }


def kill_live() -> None:
    """Kill the live process; the product starts it again."""
    programs = json.loads((var_directory() / "programs.json").read_text(encoding="utf-8"))
    os.kill(programs["live"], signal.SIGKILL)


def day(options: argparse.Namespace, tab: Tab) -> Iterator[Figure]:
    """Work through the contacts and compare the page with itself."""
    loads: list[str] = []
    tab.page.on("load", lambda page: loads.append(page.url))
    first: dict[str, float] = {}
    with httpx.Client(base_url=options.url, timeout=30) as citizen:
        for number in range(1, options.contacts + 1):
            if number == options.restart_after:
                kill_live()
            words = QUESTION.format(number=number)
            citizen.post("/api/chat/", json={"text": words}).raise_for_status()
            tab.handle(words)
            if number == max(3, options.contacts // 10):
                first = tab.counts()
    last = tab.counts()
    yield Figure("contacts handled", options.contacts)
    yield Figure("whole pages loaded", len(loads))
    for name, most in (("heap", 1.25), ("nodes", 1.25), ("listeners", 1.25), ("timers", 1.0)):
        yield Figure(f"{name} after the first tenth", first[name], "MB" if name == "heap" else "")
        yield Figure(f"{name} at the end", last[name], "MB" if name == "heap" else "")
        yield Figure(f"{name}: end / first tenth", last[name] / max(first[name], 1), "", most)
    # So few that the one before, which the browser still keeps, would count as a half.
    yield Figure("documents more at the end than after the first tenth", last["documents"] - first["documents"], "", 5)
    yield Figure("connection told as lost at the end", float(tab.page.locator("#connection").is_visible()), most=0)


def main() -> None:
    """Open the browser, work a day, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--contacts", type=int, default=480)
    parser.add_argument("--restart-after", type=int, default=0, help="the contact before which the live process dies")
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--agent", default="agent5")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    options.restart_after = options.restart_after or options.contacts // 2
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox", "--js-flags=--expose-gc"]
        )
        page = browser.new_context(base_url=options.url, locale="ko-KR").new_page()
        page.add_init_script(COUNT_TIMERS)
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        figures = list(day(options, Tab(page, username=options.agent)))
        browser.close()
    sys.exit(tell(figures, check=options.check))


if __name__ == "__main__":
    main()
