"""The page, and the calls under /sandbox/ by which it and other tools act as people, move the clock and set faults.

Only the page itself and programs may call: a request that a foreign site sends through the browser is refused.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.acts import Acts
from bot.sandbox.botapi import answer
from bot.sandbox.errors import Json
from bot.sandbox.faults import Fault
from bot.sandbox.snapshot import fault_state, snapshot

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox

_PAGE: Final = Path(__file__).parent / "page"
_FILES: Final = {
    "/": ("index.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
    **{
        f"/{name}.js": (f"{name}.js", "text/javascript")
        for name in ("page", "phone", "composer", "bubbles", "menus", "popup", "texts")
    },
}
_SAFE: Final = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_SHOWN_INLINE: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "audio/ogg", "video/mp4"})
_BEAT_SECONDS: Final = 15

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Desk:
    """Everything that is served besides the Bot API."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._acts = Acts(sandbox)
        self._streams: set[asyncio.Queue[Json | None]] = set()
        self._routes: dict[tuple[str, str], Handler] = {
            ("GET", "/sandbox/state"): self._state,
            ("GET", "/sandbox/events"): self._events,
            ("GET", "/sandbox/clock"): self._clock,
            ("POST", "/sandbox/clock"): self._clock,
            ("GET", "/sandbox/faults"): self._faults,
            ("POST", "/sandbox/faults"): self._faults,
            ("POST", "/sandbox/act"): self._act,
            ("POST", "/sandbox/add"): self._add,
            ("GET", "/sandbox/chat"): self._chat,
            ("GET", "/sandbox/counts"): self._counts,
        }

    def close(self) -> None:
        """End the streams of events."""
        for queue in self._streams:
            queue.put_nowait(None)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Serve the page or answer one of its calls."""
        path = request.path
        if not self._from_here(request):
            return answer(403, {"ok": False, "description": "only the sandbox's own page may ask for this"})
        if request.method == "GET" and path in _FILES:
            name, mime = _FILES[path]
            return web.Response(body=(_PAGE / name).read_bytes(), content_type=mime, charset="utf-8", headers=_SAFE)
        if request.method == "GET" and path.startswith("/sandbox/files/"):
            return self._file(path.removeprefix("/sandbox/files/"), download="download" in request.query)
        route = self._routes.get((request.method, path))
        if route is None:
            return answer(404, {"ok": False, "description": f"nothing is at {request.method} {path}"})
        try:
            return await route(request)
        except (LookupError, ValueError, TypeError, RuntimeError) as error:
            return answer(400, {"ok": False, "description": str(error) or repr(error)})

    def _from_here(self, request: web.BaseRequest) -> bool:
        """Whether the address in the request is ours (against DNS rebinding) and no foreign site sent it."""
        port = self._sandbox.url.rpartition(":")[2]
        ours = {f"127.0.0.1:{port}", f"localhost:{port}"}
        origin = request.headers.get("Origin")
        return request.headers.get("Host") in ours and (origin is None or origin.removeprefix("http://") in ours)

    def _file(self, file_id: str, *, download: bool) -> web.Response:
        stored = self._sandbox.files.get(file_id)
        if stored is None:
            return answer(404, {"ok": False, "description": "no such file"})
        inline = stored.mime in _SHOWN_INLINE and not download
        kind = "inline" if inline else f"attachment; filename*=UTF-8''{quote(stored.name)}"
        mime = stored.mime if inline else "application/octet-stream"
        if inline and stored.data.startswith(b"\x89PNG"):
            mime = "image/png"
        return web.Response(body=stored.data, content_type=mime, headers={**_SAFE, "Content-Disposition": kind})

    async def _state(self, request: web.BaseRequest) -> web.Response:
        del request
        return answer(200, snapshot(self._sandbox))

    async def _events(self, request: web.BaseRequest) -> web.StreamResponse:
        """Server-sent events; the first one, "hello", comes when no later change can be missed."""
        response = web.StreamResponse(headers={**_SAFE, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._streams.add(queue)
        stop = self._sandbox.listen(queue.put_nowait)
        queue.put_nowait({"type": "hello"})
        try:
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), _BEAT_SECONDS)
                except TimeoutError:
                    await response.write(b": beat\n\n")
                    continue
                if event is None:
                    break
                await response.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
        except ConnectionError:
            pass
        finally:
            stop()
            self._streams.discard(queue)
        return response

    async def _clock(self, request: web.BaseRequest) -> web.Response:
        clock = self._sandbox.clock
        if request.method == "POST":
            wanted = await _json(request)
            if "move_seconds" in wanted:
                clock.move(timedelta(seconds=float(wanted["move_seconds"])))
            if "to" in wanted:
                clock.move_to(datetime.fromisoformat(str(wanted["to"])))
            if "frozen" in wanted:
                (clock.freeze if wanted["frozen"] else clock.thaw)()
                self._sandbox.publish("clock", None, now=clock.now().isoformat(), frozen=clock.frozen)
        return answer(200, {"ok": True, "now": clock.now().isoformat(), "frozen": clock.frozen})

    async def _faults(self, request: web.BaseRequest) -> web.Response:
        faults = self._sandbox.faults
        if request.method == "POST":
            wanted = await _json(request)
            if wanted.get("clear"):
                faults.clear()
            faults.add(*(Fault(**fault) for fault in wanted.get("add", ())))
        return answer(200, {"ok": True, **fault_state(self._sandbox)})

    async def _act(self, request: web.BaseRequest) -> web.Response:
        """One act, or a list of acts, of people."""
        wanted = await _json(request, list_too=True)
        acts = wanted if isinstance(wanted, list) else [wanted]
        results = [self._acts.do(act) for act in acts]
        return answer(200, {"ok": True, "result": results if isinstance(wanted, list) else results[0]})

    async def _add(self, request: web.BaseRequest) -> web.Response:
        """Add a person {"user": {…}}, a bot {"bot": {…}} or a group {"group": {"title", "members": [ids], …}}."""
        wanted = await _json(request)
        sandbox = self._sandbox
        if "user" in wanted:
            return answer(200, {"ok": True, "id": sandbox.add_user(**wanted["user"]).id})
        if "bot" in wanted:
            return answer(200, {"ok": True, "id": sandbox.add_bot(**wanted["bot"]).id})
        given = dict(wanted["group"])
        members = [sandbox.users.get(i) or sandbox.bots_by_id[i] for i in given.pop("members", ())]
        group = sandbox.add_group(members=members, **given)
        return answer(200, {"ok": True, "id": group.id, "key": group.key})

    async def _chat(self, request: web.BaseRequest) -> web.Response:
        """A chat by ?key=…&as=…: messages, keyboard, answers shown."""
        user = request.query.get("as")
        seat = self._acts.seat(request.query["key"], int(user) if user else None)
        shown = self._sandbox.queries.shown(seat)
        return answer(200, {"ok": True, "messages": seat.messages, "keyboard": seat.keyboard, "answers": shown})

    async def _counts(self, request: web.BaseRequest) -> web.Response:
        """How often each method was asked for and answered with success, and the complaints."""
        del request
        return answer(200, {"ok": True, "done": self._sandbox.done, "complaints": self._sandbox.complaints})


async def _json(request: web.BaseRequest, *, list_too: bool = False) -> Any:
    wanted = json.loads(await request.read() or b"{}")
    if not isinstance(wanted, dict) and not (list_too and isinstance(wanted, list)):
        raise ValueError("a JSON object is expected")
    return wanted
