"""The wire against a server with faults and gaps."""

from __future__ import annotations

import socket
import time
from contextlib import closing
from typing import Any

import pytest
import stamina

from fixtures.model_server import ModelServer, Said, refused
from prompts.errors import CallFailed, Why
from prompts.wire import GIVE_UP_AFTER, Form, Format, Reply, Wire, _retry_after, estimate

FORM = Form("Thing", {"type": "object", "properties": {}, "required": [], "additionalProperties": False})
MESSAGES = (("system", "rules"), ("user", "text"))


def send(wire: Wire) -> Reply:
    return wire.send(MESSAGES, FORM, max_tokens=50)


def test_a_request_carries_all_that_makes_it_repeatable(server: ModelServer, wire: Wire) -> None:
    server.says(Said("{}", usage=(11, 3)))
    reply = send(wire)
    assert (reply.text, reply.cut, reply.tokens_in, reply.tokens_out) == ("{}", False, 11, 3)
    (body,) = server.asked
    assert (body["model"], body["temperature"], body["seed"], body["max_tokens"]) == ("tiny", 0, 0, 50)
    assert body["messages"] == [{"role": "system", "content": "rules"}, {"role": "user", "content": "text"}]
    assert body["response_format"]["json_schema"] == {"name": "Thing", "schema": FORM.schema, "strict": True}


def test_tokens_are_estimated_where_a_server_does_not_count(server: ModelServer, wire: Wire) -> None:
    server.says(Said("x" * 40, usage=None, finish="length"))
    reply = send(wire)
    assert (reply.tokens_in, reply.tokens_out, reply.cut) == (2, 10, True)
    assert estimate("数据集" * 10) == 30


@pytest.mark.parametrize(
    ("formats", "settled"), [({"json_schema"}, Format.SCHEMA), ({"json_object"}, Format.OBJECT), ({None}, Format.NONE)]
)
def test_the_format_is_negotiated_once(server: ModelServer, wire: Wire, formats: set[str | None], settled: Format) -> None:
    server.formats = frozenset(formats)
    send(wire)
    first = len(server.asked)
    send(wire)
    assert wire.dialect.format is settled
    assert first == list(Format).index(settled) + 1
    assert len(server.asked) == first + 1


def test_parameters_that_a_model_refuses_are_left_out_from_then_on(server: ModelServer, wire: Wire) -> None:
    server.says(
        refused("Unsupported parameter: 'max_tokens' is not supported; use 'max_completion_tokens' instead.", param="max_tokens"),
        refused("Unsupported value: 'temperature' does not support 0 with this model.", param="temperature"),
        refused("extra inputs are not permitted: seed", status=422),
    )
    send(wire)
    send(wire)
    for body in server.asked[-2:]:
        assert body["max_completion_tokens"] == 50
        assert not {"max_tokens", "temperature", "seed"} & body.keys()
        assert body["response_format"]["type"] == "json_schema"


def test_a_request_that_no_dialect_saves_changes_nothing_for_the_next(server: ModelServer, wire: Wire) -> None:
    server.says(*[refused("blocked by the content filter")] * 3)
    with pytest.raises(CallFailed, match="content filter") as failed:
        send(wire)
    assert failed.value.why is Why.REFUSED
    send(wire)
    assert server.asked[-1]["response_format"]["type"] == "json_schema"


@pytest.mark.parametrize(
    "fault",
    [
        refused("slow down", status=429, retry_after="0"),
        refused("oops", status=500),
        refused("busy", status=503),
        Said("{}", cut=True),
        Said(raw=b"<html>a proxy</html>", headers={"content-type": "text/html"}),
        Said(raw=b'{"id": "x", "choi'),
        Said(raw=b'{"object": "chat.completion", "choices": []}'),
    ],
    ids=["429", "500", "503", "cut body", "html", "half json", "no choices"],
)
def test_a_passing_fault_is_asked_again_and_told(server: ModelServer, wire: Wire, fault: Said) -> None:
    server.says(fault, fault, Said("{}"))
    told: list[str] = []
    reply = wire.send(MESSAGES, FORM, max_tokens=50, failed=lambda outcome, _: told.append(outcome))
    assert reply.text == "{}"
    assert len(server.asked) == 3
    assert len(told) == 2


@pytest.mark.parametrize("longest", [60.0, 0.3])
def test_retry_after_is_obeyed_within_reason(server: ModelServer, wire: Wire, monkeypatch: pytest.MonkeyPatch, longest: float) -> None:
    monkeypatch.setattr("prompts.wire.LONGEST_WAIT", longest)
    server.says(refused("slow down", status=429, retry_after="0.3" if longest > 1 else "86400"), Said("{}"))
    began = time.monotonic()
    with stamina.set_testing(False):
        send(wire)
    assert 0.3 <= time.monotonic() - began < 3


def test_a_refusal_for_one_holds_the_others_back(server: ModelServer, wire: Wire) -> None:
    server.says(refused("slow down", status=429, retry_after="0.3"), Said("{}"))
    began = time.monotonic()
    with stamina.set_testing(True, attempts=1), pytest.raises(CallFailed):
        send(wire)
    send(wire)
    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize(
    ("header", "low", "high"),
    [("7", 7, 7), ("-3", 0, 0), ("1e9", 60, 60), ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0), ("Fri, 01 Jan 2100 00:00:00 GMT", 60, 60)],
)
def test_a_wait_may_be_a_number_or_a_date(header: str, low: float, high: float) -> None:
    wait = _retry_after(header)
    assert wait is not None
    assert low <= wait <= high
    assert _retry_after("soon") is None
    assert _retry_after(None) is None


def test_faults_without_end_are_bounded(server: ModelServer, wire: Wire) -> None:
    server.mind = lambda _: refused("down", status=500)
    with pytest.raises(CallFailed, match="4 attempts") as failed:
        send(wire)
    assert failed.value.why is Why.UNREACHABLE
    assert len(server.asked) == 4


def test_no_server_is_asked_a_few_times_and_then_not_at_all() -> None:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port = line.getsockname()[1]
    with closing(Wire(f"http://127.0.0.1:{port}/v1", "key", "tiny", attempts=2, timeout=2)) as wire:
        for _ in range(GIVE_UP_AFTER):
            with pytest.raises(CallFailed):
                send(wire)
        told: list[str] = []
        with pytest.raises(CallFailed) as failed:
            wire.send(MESSAGES, FORM, max_tokens=5, failed=lambda outcome, _: told.append(outcome))
    assert failed.value.why is Why.UNREACHABLE
    assert told == []


@pytest.mark.parametrize(
    ("reply", "why", "final"),
    [
        (refused("no recorded answer", status=404), Why.NOT_RECORDED, False),
        (refused("bad key", status=401), Why.UNAUTHORISED, True),
        (refused("not yours", status=403), Why.UNAUTHORISED, True),
        (refused("quota", status=429, code="insufficient_quota"), Why.REFUSED, True),
        (refused("This model's maximum context length is 4096 tokens", code="context_length_exceeded"), Why.TOO_LONG, False),
        (refused("the request exceeds the available context size"), Why.TOO_LONG, False),
    ],
    ids=["404", "401", "403", "quota", "too long by code", "too long by words"],
)
def test_what_no_repetition_mends_is_asked_once(server: ModelServer, wire: Wire, reply: Said, why: Why, *, final: bool) -> None:
    server.says(reply)
    with pytest.raises(CallFailed) as failed:
        send(wire)
    assert failed.value.why is why
    assert len(server.asked) == 1
    if final:
        with pytest.raises(CallFailed):
            send(wire)
        assert len(server.asked) == 1
    else:
        assert send(wire).text == "{}"


def test_an_answer_is_given_less_room_before_a_text_is_called_too_long(server: ModelServer, wire: Wire) -> None:
    def small(body: dict[str, Any]) -> Said:
        fits = body["max_tokens"] <= 3000
        return Said("{}") if fits else refused("maximum context length is 4096 tokens; you requested too many in the completion")

    server.mind = small
    assert wire.send(MESSAGES, FORM, max_tokens=8192).text == "{}"
    assert [body["max_tokens"] for body in server.asked] == [8192, 4096, 2048]
    wire.send(MESSAGES, FORM, max_tokens=2900)
    assert server.asked[-1]["max_tokens"] == 2900
