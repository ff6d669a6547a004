"""Addresses of pages: one function, odd ids sealed, a date kept, another's links in its own rendering only."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader

from stemma.web import links
from stemma.web.links import Served, Value
from stemma.web.pages import made_of


@pytest.mark.parametrize(
    ("page", "name", "query", "address"),
    [
        ("home", None, {}, "/"),
        ("artifact", "hf:a/b", {}, "/artifact/hf:a/b"),
        ("artifact", "benchmark:math", {}, "/benchmark/math"),
        ("benchmark", "benchmark:math", {}, "/benchmark/math"),
        ("document", "gh:a/b:x y?.md", {"claim": "c:1", "at": "c:1"}, "/document/gh:a/b:x%20y%3F.md?claim=c:1#c:1"),
        ("artifact", "url:x.org/../admin", {}, "/artifact/url:x.org%2F..%2Fadmin"),
        ("search", None, {"q": "a & b", "kind": None, "cursor": ""}, "/search?q=a%20%26%20b"),
        ("graph", "hf:a/b", {"x": ["hf:c/d", "hf:e/f"]}, "/graph/hf:a/b?x=hf:c/d&x=hf:e/f"),
        ("artifact", 'name:"><b>', {}, "/artifact/name:%22%3E%3Cb%3E"),
    ],
)
def test_a_page_is_named(page: str, name: str | None, query: dict[str, str], address: str) -> None:
    assert Served()(page, name, **query) == address


def test_a_day_stays_in_the_links_but_not_where_only_now_counts() -> None:
    then = Served("2026-01-31")
    assert then("artifact", "hf:a/b") == "/artifact/hf:a/b?as_of=2026-01-31"
    assert then("search", q="x") == "/search?q=x&as_of=2026-01-31"
    assert then("review", "e:1") == "/review/e:1"


def test_a_rendering_takes_the_links_it_is_given() -> None:
    class Files:
        def __call__(self, page: str, name: str | None = None, *, at: str = "", **query: Value) -> str:
            del at, query
            return f"../{page}/{name}.html"

    template = made_of(DictLoader({"x": "{{ href('edge', 'e:1') }}"}), asset=str, served=False).get_template("x")
    with links.by(Files()):
        assert template.render() == "../edge/e:1.html"
    assert template.render() == "/edge/e:1"
