from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agents.sources.html import page


def text(source: str) -> str:
    return page(source, "https://site.test/dir/page").text


def test_headings_paragraphs_and_title() -> None:
    found = page("<html><head><title> A\n page </title></head><body><h1>One <em>two</em></h1><p>Text &amp; more</p><h3>Three</h3>x</body>")
    assert found == ("A page", "# One two\n\nText & more\n\n### Three\n\nx")


def test_chrome_scripts_and_what_is_hidden_are_left_out() -> None:
    assert text("<nav>menu</nav><header>logo</header><script>x()</script><style>p{}</style><p hidden>no</p>") == ""
    assert text("<p>yes<script>no</script> too</p><footer>no</footer><!-- no -->") == "yes too"


def test_a_header_inside_an_article_is_content() -> None:
    assert text("<header>logo</header><article><header><h1>Title</h1></header>x</article>") == "# Title\n\nx"


def test_links_are_absolute_and_only_to_the_web() -> None:
    assert text('<p>from <a href="/org/set">the set</a> and <a href="https://a.test/b">b</a>.</p>') == (
        "from [the set](https://site.test/org/set) and [b](https://a.test/b)."
    )
    assert (
        text('<p>see <a href="#bib.1">[1]</a>, <a href="mailto:a@b.c">mail</a>, <a href="javascript:x()">run</a></p>')
        == "see [1], mail, run"
    )


def test_lists() -> None:
    assert text("<ul><li>one</li><li><p>two\n  more</p></li></ul><p>after</p>") == "- one\n\n- two\n  more\n\nafter"


def test_tables_keep_rows_and_cells() -> None:
    source = """<table><caption>Sources</caption><thead><tr><th>Set</th><th>Rows</th></tr></thead>
      <tbody><tr><td><a href="https://a.test/x">X</a>
      </td><td>7 | 8</td></tr></tbody></table>"""
    lines = [line for line in text(source).splitlines() if line.strip()]
    assert lines == ["Sources", "| Set | Rows |", "| [X](https://a.test/x) | 7 \\| 8 |"]


def test_code_keeps_its_lines_and_formulas_their_tex() -> None:
    assert text("<pre><code>a = 1\n    b</code></pre>") == "```\na = 1\n    b\n```"
    assert text('<p>if <math alttext="x^{2}"><mi>x</mi><mn>2</mn></math> holds</p>') == "if x^{2} holds"


def test_soft_breaks_stay() -> None:
    assert text("<p>| a | b |\n| c  |   d |</p>") == "| a | b |\n| c | d |"


def test_depth_is_no_danger() -> None:
    assert text("<div>" * 5000 + "deep" + "</div>" * 5000).strip() in ("deep", "")


@given(st.text(max_size=300))
def test_no_source_is_refused(source: str) -> None:
    assert isinstance(page(source).text, str)


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<li>", "<td>", "<tr>", "</a>", "<a href='x'>", "<h1>", "<pre>", "</pre>", "a", "\n", "<table>"]),
        max_size=40,
    )
)
def test_no_tag_soup_is_refused_and_words_survive(parts: list[str]) -> None:
    found = page("".join(["<body>word ", *parts]))
    assert "word" in found.text
