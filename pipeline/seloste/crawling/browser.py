"""Pages that only a browser can show: the system's Chromium, which never touches the network itself.

Every request of a page goes through the fetcher, so robots.txt, the guard against private addresses, waits,
the archive and the ledger hold for it too. What does not go that way (sockets, WebRTC, what is no GET) fails:
the browser's proxy is a port where nobody listens.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from seloste.crawling.outcomes import Outcome
from seloste.errors import UsageError

if TYPE_CHECKING:
    from seloste.crawling.fetching import Fetched

Fetch = Callable[[str], Awaitable["Fetched"]]

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_NOWHERE = {"server": "http://127.0.0.1:1", "bypass": "<-loopback>"}
_ARGUMENTS = ("--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--disable-background-networking")
_WANTED = frozenset(("document", "script", "xhr", "fetch"))
_MOST_REQUESTS = 60
_SETTLED = "networkidle"
_SETTLE_SECONDS = 5.0


def check() -> None:
    """See that pages can be shown here.

    :raises UsageError: Playwright or Chromium is missing; the message names the cure.
    """
    try:
        import playwright  # noqa: F401
    except ImportError as error:
        raise UsageError("--browser needs Playwright: pip install 'seloste[browser]'") from error
    if _program() is None:
        raise UsageError("--browser needs Chromium, such as Debian's package chromium")


def _program() -> str | None:
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


class Browser:
    """A headless Chromium, started when the first page needs it; shows one page at a time."""

    def __init__(self, user_agent: str, timeout: float) -> None:
        self._user_agent = user_agent
        self._timeout = timeout
        self._driver: Any = None
        self._chromium: Any = None
        self._turn = asyncio.Lock()

    async def show(self, url: str, fetch: Fetch) -> str | None:
        """Return the markup of a page as it is after its scripts have run; ``None`` where it cannot be shown."""
        from playwright.async_api import Error

        async with self._turn:
            try:
                await self._start()
                return await self._show(url, fetch)
            except Error:
                return None

    async def close(self) -> None:
        """End the browser, if it runs."""
        if self._chromium is not None:
            await self._chromium.close()
        if self._driver is not None:
            await self._driver.stop()

    async def _start(self) -> None:
        from playwright.async_api import async_playwright

        if self._chromium is None:
            self._driver = self._driver or await async_playwright().start()
            self._chromium = await self._driver.chromium.launch(
                executable_path=_program(),
                args=list(_ARGUMENTS),
                proxy=_NOWHERE,
                # Chromium refuses to run in its sandbox as root.
                chromium_sandbox=os.geteuid() != 0,
            )

    async def _show(self, url: str, fetch: Fetch) -> str:
        from playwright.async_api import TimeoutError as TooLong

        context = await self._chromium.new_context(
            user_agent=self._user_agent, locale="fi-FI", service_workers="block", accept_downloads=False
        )
        try:
            asked = 0

            async def answer(route: Any) -> None:
                nonlocal asked
                asked += 1
                await _answer(route, fetch if asked <= _MOST_REQUESTS else None)

            await context.route("**/*", answer)
            page = await context.new_page()
            await page.goto(url, timeout=1000 * self._timeout)
            with suppress(TooLong):  # a page that never rests is taken as it is
                await page.wait_for_load_state(_SETTLED, timeout=1000 * _SETTLE_SECONDS)
            return str(await page.content())
        finally:
            await context.close()


async def _answer(route: Any, fetch: Fetch | None) -> None:
    """Answer a request of a page with what the fetcher gives, or refuse it."""
    request = route.request
    if fetch is None or request.method != "GET" or request.resource_type not in _WANTED:
        await route.abort()
        return
    fetched = await fetch(request.url)
    if fetched.outcome is not Outcome.OK:
        await route.abort()
        return
    await route.fulfill(
        status=200, headers={"Content-Type": fetched.content_type or "text/html"}, body=fetched.body
    )
