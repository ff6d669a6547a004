"""One id per artifact, however it was typed or linked."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.errors import InvalidId
from graph.ids import Kind, from_url, kind_of, owner, parse, same, short

SET, REPO, PAPER = "hf:Org/My-Set_1.0", "github:Own/Repo", "arxiv:2402.10176"
HUB = "https://huggingface.co/datasets/Org/My-Set_1.0"

LINKS = {
    "http://huggingface.co/datasets/Org/My-Set_1.0/": SET,
    "https://https://huggingface.co/datasets/Org/My-Set_1.0": SET,
    "https://http://huggingface.co/datasets/Org/My-Set_1.0": SET,
    "https:/huggingface.co/datasets/Org/My-Set_1.0": SET,
    "https:huggingface.co/datasets/Org/My-Set_1.0": SET,
    "https//huggingface.co/datasets/Org/My-Set_1.0": SET,
    "HTTPS://HuggingFace.CO/datasets/Org/My-Set_1.0": SET,
    "huggingface.co/datasets/Org/My-Set_1.0": SET,
    "www.huggingface.co/datasets/Org/My-Set_1.0": SET,
    "hf.co/datasets/Org/My-Set_1.0": SET,
    "https://hf-mirror.com/datasets/Org/My-Set_1.0": SET,
    "git@hf.co:datasets/Org/My-Set_1.0": SET,
    "git@hf.co:datasets/Org/My-Set_1.0.git": SET,
    "ssh://git@hf.co/datasets/Org/My-Set_1.0": SET,
    "hf://datasets/Org/My-Set_1.0@main/train.parquet": SET,
    "https://huggingface.co/api/datasets/Org/My-Set_1.0": SET,
    "https://huggingface.co/datasets//Org/My-Set_1.0": SET,
    "https://huggingface.co/datasets/datasets/Org/My-Set_1.0": SET,
    "https://huggingface.co/datasets/Org%2FMy-Set_1.0": SET,
    HUB + "?library=datasets&row=3#usage": SET,
    HUB + ":default": SET,
    HUB + "@v1": SET,
    HUB + ").": SET,
    HUB + ")**,": SET,
    HUB + "](x": SET,
    HUB + '">here</a>': SET,
    f"<{HUB}>": SET,
    f"`{HUB}`": SET,
    HUB + "，并": SET,
    HUB + "。": SET,
    HUB + "（见下": SET,
    HUB + "\\": SET,
    "https://huggingface.co/datasets/gsm8k": "hf:gsm8k",
    "https://huggingface.co/datasets/_Org/_Set": "hf:_Org/_Set",
    "https://huggingface.co/Org/Model-7B": "hf-model:Org/Model-7B",
    "https://huggingface.co/api/models/Org/Model-7B": "hf-model:Org/Model-7B",
    "https://huggingface.co/papers/2402.10176v2": PAPER,
    "https://huggingface.co/spaces/Org/Space": "url:huggingface.co/spaces/Org/Space",
    "https://github.com/Own/Repo.git": REPO,
    "git@github.com:Own/Repo.git": REPO,
    "git+https://github.com/Own/Repo.git@main": REPO,
    "git://github.com/Own/Repo": REPO,
    "github.com/Own/Repo": REPO,
    "https://www.github.com/Own/Repo/": REPO,
    "https://api.github.com/repos/Own/Repo/readme": REPO,
    "https://arxiv.org/abs/2402.10176v3": PAPER,
    "https://arxiv.org/pdf/2402.10176v1.pdf": PAPER,
    "https://arxiv.org/html/2402.10176v1#S3": PAPER,
    "arxiv.org/abs/2402.10176": PAPER,
    "https://ar5iv.labs.arxiv.org/html/2402.10176": PAPER,
    "https://doi.org/10.48550/arXiv.2402.10176": PAPER,
    "https://arxiv.org/abs/math.GT/0309136v1": "arxiv:math.GT/0309136",
    "https://EXAMPLE.com:443/Path/?utm_source=x": "url:example.com/Path",
    "https://example.com:8080/x": "url:example.com:8080/x",
    "https://openreview.net/forum?id=aB-9_&noteId=x": "url:openreview.net/forum?id=aB-9_",
    "https://en.wikipedia.org/wiki/Set_(mathematics)": "url:en.wikipedia.org/wiki/Set_(mathematics)",
    "(https://en.wikipedia.org/wiki/Set)"[1:]: "url:en.wikipedia.org/wiki/Set",
}
INSIDE = {
    HUB + "/tree/main": "tree/main",
    HUB + "/viewer/default/train?row=3": "viewer/default/train",
    HUB + "/blob/main/data/f.json": "blob/main/data/f.json",
    HUB + "/resolve/main/i.png": "resolve/main/i.png",
    "https://huggingface.co/datasets/gsm8k/blob/main/README.md": "blob/main/README.md",
    "https://github.com/Own/Repo/tree/main/data": "tree/main/data",
    "https://raw.githubusercontent.com/Own/Repo/main/docs/README.md": "docs/README.md",
    "https://raw.githubusercontent.com/Own/Repo/refs/heads/main/README.md": "README.md",
}
NOWHERE = [
    "",
    "#usage",
    "./LICENSE",
    "/datasets/Org/Set",
    "mailto:a@b.c",
    "javascript:alert(1)",
    "data:image/png;base64,xx",
    "https://huggingface.co",
    "https://huggingface.co/Org",
    "https://huggingface.co/datasets?sort=likes",
    "https://huggingface.co/docs",
    "https://github.com/Own",
    "https://github.com/Own/..",
    "https://github.com/orgs/Own/repositories",
    "https://arxiv.org/list/cs.CL/recent",
    "https://localhost/x",
    "https://[::1]/x",
    "https://[broken/x",
    "https://x.test:port/x",
]
TYPED = {
    "Org/My-Set_1.0": SET,
    "  HF:Org/My-Set_1.0\n": SET,
    "datasets/Org/My-Set_1.0": SET,
    "hf:datasets/Org/My-Set_1.0/": SET,
    '"Org/My-Set_1.0"': SET,
    "Org/My-Set_1.0.git": SET,
    "gsm8k": "hf:gsm8k",
    "GitHub:Own/Repo.git": REPO,
    "arXiv:2402.10176v3": PAPER,
    "2402.10176": PAPER,
    "benchmark:GSM 8K": "benchmark:gsm-8k",
    "name:  the \n  B set ": "name:the B set",
    'name:the "B" set "x"': 'name:the "B" set "x"',
    "url:https://Example.com/A%20b": "url:example.com/A%20b",
    "url:hf.co/datasets/Org/My-Set_1.0": SET,
}
REFUSED = ["", " ", "name:", "name:\ud800", "x y", "Org/Name/extra", "hf:a/..", "hf:a--b/c", "github:Own", "github:Own/..", "arxiv:soon"]
REFUSED += ["url:x", "benchmark:", "dataset:Org/Name", "https://huggingface.co/Org", "name:" + "x" * 301, "hf:" + "a" * 97, "hf:a/b\x00"]


@pytest.mark.parametrize(("url", "wanted"), LINKS.items())
def test_a_damaged_link_still_points_home(url: str, wanted: str) -> None:
    link = from_url(url)
    assert link is not None
    assert link.id == wanted
    assert parse(url) == wanted


@pytest.mark.parametrize(("url", "rest"), INSIDE.items())
def test_the_path_inside_is_kept(url: str, rest: str) -> None:
    link = from_url(url)
    assert link is not None
    assert link.rest == rest


@pytest.mark.parametrize("url", NOWHERE)
def test_what_names_no_artifact_is_none(url: str) -> None:
    assert from_url(url) is None


@pytest.mark.parametrize(("text", "wanted"), TYPED.items())
def test_what_people_type(text: str, wanted: str) -> None:
    assert parse(text) == wanted


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_refused_says_what_would_be_taken(text: str) -> None:
    with pytest.raises(InvalidId, match=r"ORG/NAME|url:HOST/PATH"):
        parse(text)


letters = st.text(string.ascii_letters + string.digits + "_", min_size=1, max_size=8)
segments = st.lists(letters, min_size=1, max_size=3).map(lambda parts: "z" + "-".join(parts))
names = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=30).map(lambda s: " ".join(s.split()))
canonical = st.one_of(
    st.builds("hf:{}/{}".format, segments, segments),
    st.builds("hf-model:{}/{}".format, segments, segments),
    st.builds("github:{}/{}".format, segments.map(lambda s: s.replace("_", "")), segments),
    st.builds("arxiv:{:04d}.{:05d}".format, st.integers(0, 9999), st.integers(0, 99999)),
    segments.map(lambda s: "benchmark:x" + s.lower()),
    st.builds("url:{}.test/{}".format, st.text(string.ascii_lowercase, min_size=1, max_size=8), segments),
    names.filter(bool).map("name:{}".format),
)


@given(canonical)
def test_an_id_is_its_own_parse(artifact_id: str) -> None:
    assert parse(artifact_id) == artifact_id
    assert isinstance(kind_of(artifact_id), Kind)


@given(canonical.filter(lambda i: i.startswith(("hf:", "hf-model:", "github:", "arxiv:", "url:"))))
def test_an_id_survives_its_own_url(artifact_id: str) -> None:
    prefix, _, body = artifact_id.partition(":")
    base = {"hf": "huggingface.co/datasets/", "hf-model": "huggingface.co/", "github": "github.com/", "arxiv": "arxiv.org/abs/", "url": ""}
    assert parse(f"https://{base[prefix]}{body}") == artifact_id


@given(
    st.text(max_size=60) | st.builds("https://{}".format, st.text(max_size=40)) | st.builds("{}:{}".format, letters, st.text(max_size=30))
)
@example("https://a.b/%2525/%3Fx")
@example("https://a.b/x%29")
@example("name:'x\" '")
@example("https://a.b?id=1?v=2")
def test_parsing_ends_in_an_id_or_in_a_plain_no(text: str) -> None:
    try:
        found = parse(text)
    except InvalidId:
        return
    assert parse(found) == found
    kind_of(found)
    found.encode()


@given(st.text(max_size=80))
def test_no_text_breaks_a_link_reader(text: str) -> None:
    for url in (text, "https://huggingface.co/datasets/" + text, "https://github.com/" + text, "https://x.org/" + text):
        link = from_url(url)
        assert link is None or parse(link.id) == link.id


def test_kinds_owners_and_short_names() -> None:
    assert kind_of("hf:a/b") is Kind.DATASET
    assert kind_of("name:x") is Kind.NAME
    with pytest.raises(InvalidId, match="no known prefix"):
        kind_of("Org/Name")
    assert (owner(SET), owner("hf:gsm8k"), owner(PAPER)) == ("Org", None, None)
    assert (short(SET), short("url:a.b/c/"), short("name:the set")) == ("My-Set_1.0", "c", "the set")
    assert same("hf:A/b", "hf:a/B")
    assert not same("hf:a/b", "hf-model:a/b")
