"""The live stream in browsers: one connection for many tabs, and nothing missed when its process dies."""

import os
import signal

import pytest
from playwright.sync_api import Page, expect

from contactcenter.testing import Stack
from tests.browser.conftest import STREETLIGHT, Open, accept, finish, write_as_citizen

pytestmark = [pytest.mark.browser, pytest.mark.system]


def test_a_killed_live_process_is_told_and_nothing_is_missed(
    open_page: Open, ready_agent: Page, live_stack: Stack
) -> None:
    citizen = open_page("/", phone=True)
    os.kill(live_stack.pids()["live"], signal.SIGKILL)
    write_as_citizen(citizen, STREETLIGHT)
    accept(ready_agent, STREETLIGHT)
    os.kill(live_stack.pids()["live"], signal.SIGKILL)
    citizen.get_by_label("메시지", exact=True).fill("듣고 계신가요?")
    citizen.get_by_role("button", name="보내기", exact=True).click()
    expect(ready_agent.locator(".timeline")).to_contain_text("듣고 계신가요?")
    expect(ready_agent.locator("#connection")).to_be_hidden()
    finish(ready_agent, "ANSWERED")


def test_nine_tabs_share_one_connection(ready_agent: Page) -> None:
    tabs = [ready_agent, *(ready_agent.context.new_page() for _ in range(8))]
    for tab in tabs[1:]:
        tab.goto("/console/")
    ready_agent.get_by_role("button", name="휴식").click()
    for tab in tabs:
        expect(tab.locator("button[value=BREAK][aria-pressed=true]")).to_be_visible()
    for tab in tabs[1:]:
        tab.close()
