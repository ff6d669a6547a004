"""What doctor says of the language model."""

from __future__ import annotations

import socket

import pytest

from fixtures.model_server import serving
from stemma.model_check import ModelFound, look
from stemma.settings import Settings


def checked(url: str, model: str | None = "tiny", verifier: str | None = None) -> ModelFound:
    return look(Settings(openai_base_url=url, stemma_llm_model=model, stemma_llm_verifier=verifier))


def test_without_a_model_nothing_is_asked() -> None:
    assert checked("http://127.0.0.1:9/v1", None).ok


@pytest.mark.parametrize(
    ("model", "verifier", "ok"),
    [
        ("tiny", None, True),
        ("tiny", "tiny", True),
        ("big", None, False),
        ("tiny", "big", False),
        (None, "tiny", True),
        (None, "big", False),
    ],
)
def test_a_model_must_be_one_that_the_server_has(model: str | None, verifier: str | None, *, ok: bool) -> None:
    with serving() as server:
        check = checked(server.url, model, verifier)
        assert check.ok is ok
        assert ok or (check.mend and "tiny" in check.mend)
        server.models = []
        assert checked(server.url, model, verifier).ok


def test_a_server_that_is_not_there_is_said_with_its_mend() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    check = checked(url)
    assert not check.ok
    assert url in check.found
    assert check.mend
    assert "OPENAI_BASE_URL" in check.mend
