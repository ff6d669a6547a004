"""Names of files: their endings, in one place, for all that must not take a file for a work."""

from __future__ import annotations

import re

_DATA = r"jsonl?|csv|tsv|parquet|txt|zip"
_PICTURES = r"png|jpe?g|gif|svg|webp|ico|mp4|pdf"
_TEXTS = r"md|rst|py|ipynb|gz|ya?ml|html?|sh"
DATA_FILE = re.compile(rf"\.(?:{_DATA})\W*\Z", re.I)
"""A data file's name at the end of a text, whatever marks follow it."""
ASSET_FILE = re.compile(rf"\.(?:{_PICTURES})(?:\?.*)?\Z", re.I)
"""The address of a picture, film or print."""
FILE = re.compile(rf"\.(?:{_DATA}|{_PICTURES}|{_TEXTS})\Z", re.I)
"""Any of these."""
FILE_OR_SITE = re.compile(rf"\.(?:{_DATA}|{_PICTURES}|{_TEXTS}|com|org|net|io|ai)\Z", re.I)
"""Any of these, or the name of a site: with a slash before it, it looks like an id."""
