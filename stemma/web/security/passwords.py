"""The password of a server: an argon2id hash, in the settings or in the home, readable by its owner alone."""

from __future__ import annotations

import os
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from graph.errors import HomeNotWritable
from stemma.errors import BadSetting
from stemma.settings import Settings

FILE = "web-password"
SHORTEST = 10


def stored(settings: Settings) -> str | None:
    """The hash to check against; None when no password is set. Raises BadSetting for what is no argon2id hash."""
    named = settings.stemma_web_password_hash
    place = settings.stemma_home.expanduser() / FILE
    try:
        found = named.get_secret_value() if named else place.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"{place} cannot be read ({error}); run stemma serve --set-password again") from error
    if not found.startswith("$argon2id$"):
        raise BadSetting(f"{'STEMMA_WEB_PASSWORD_HASH' if named else place} holds no argon2id hash; run stemma serve --set-password")
    return found


def keep(home: Path, password: str) -> Path:
    """Store the hash of a password in a home, 0600; where. Raises BadSetting for a short one, HomeNotWritable."""
    if len(password) < SHORTEST:
        raise BadSetting(f"the password has {len(password)} characters; take at least {SHORTEST}")
    place = home / FILE
    made = PasswordHasher().hash(password)
    fresh = place.with_suffix(f".{os.getpid()}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(made + "\n")
        fresh.replace(place)
    except OSError as error:
        raise HomeNotWritable(f"cannot write {place}: {error.strerror}; set STEMMA_HOME to a directory of yours") from error
    return place


def fits(hashed: str, password: str) -> bool:
    """Whether a password is the one; about 50 ms and 64 MB of work. A damaged hash fits nothing."""
    try:
        return PasswordHasher().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
