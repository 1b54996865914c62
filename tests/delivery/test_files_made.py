"""Ordered files are made outside the unit of work; what cannot be made is reported, and stops nothing else."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from bot.context import Region
from bot.delivery import files
from bot.delivery.files import FileMaker
from storage import outbox
from storage.files import order_file
from tests.delivery.post import Post, said
from tests.storage.outboxes import odd_deliveries


def build(session: Session, arguments: Mapping[str, Any], region: Region, now: datetime) -> bytes:
    return f"{region.name} {arguments['period']} {now:%H:%M}\n".encode()


def fail(session: Session, arguments: Mapping[str, Any], region: Region, now: datetime) -> bytes:
    raise ValueError("on purpose")


async def test_files_are_made_and_what_cannot_be_made_is_reported(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LOOK_AGAIN", 0.01)
    chat = post.chat()
    now = post.sandbox.clock.now()

    async def order(builder: str) -> int:
        file = await post.database.write(
            lambda session: order_file(
                session, name="a.txt", mime="text/plain", builder=builder, arguments={"period": "2026-10"}, now=now
            )
        )
        return await post.put(chat.user.id, method="sendDocument", payload={"caption": builder}, file_id=file)

    impossible, possible = await order("fail"), await order("build")
    region = Region("Kuldīgas reģions", ZoneInfo("Europe/Riga"), "lv")
    builders = {"build": build, "fail": fail}
    maker = FileMaker(post.database, builders, region, post.sandbox.clock.now, made=post.courier.wake)
    making = asyncio.create_task(maker.run())
    try:
        post.start()
        await post.becomes(possible, outbox.SENT)
        await post.becomes(impossible, outbox.FAILED)
    finally:
        maker.stop()
        await making
    assert said(chat) == ["build"]
    stored = post.sandbox.files.get(chat.last["document"]["file_id"])
    assert stored is not None
    assert stored.data.decode() == "Kuldīgas reģions 2026-10 08:00\n"
    assert await post.database.write(odd_deliveries) == [(impossible, "failed", "its file could not be made")]
