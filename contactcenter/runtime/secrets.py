"""The keys of the product: from the environment in production, made once into `var/secrets.json` on one machine."""

import base64
import hashlib
import hmac
import json
import os
import secrets as random
from collections.abc import Callable
from pathlib import Path

MINIMUM_LENGTH = 32


def _random_text() -> str:
    return random.token_urlsafe(48)


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(random.token_bytes(32)).decode()


GENERATORS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": _random_text,
    "FIELD_ENCRYPTION_KEYS": _fernet_key,
    "LOOKUP_HASH_KEY": _random_text,
    "SMS_GATEWAY_SECRET": _random_text,
    "DEMONSTRATION_PBX_SECRET": _random_text,
}
DEMONSTRATION = {"DEMONSTRATION_PBX_SECRET"}


class WeakSecret(Exception):
    """A key that production needs is missing, short, or the same as another."""


def test_secrets() -> dict[str, str]:
    """Return fixed keys for tests: never used outside them."""
    fernet = base64.urlsafe_b64encode(b"tests only " * 2 + b"0123456789").decode()
    return {
        name: fernet if make is _fernet_key else f"tests-only-{name}-" + "0" * 32 for name, make in GENERATORS.items()
    }


def environment_secrets(*, demonstration: bool) -> dict[str, str]:
    """Return the keys given in the environment. Raises WeakSecret naming each that is missing, short or repeated.

    Those of the demonstration are needed only for it.
    """
    found = {name: os.environ.get(name, "") for name in GENERATORS}
    needed = [name for name in GENERATORS if demonstration or name not in DEMONSTRATION]
    weak = [name for name in needed if len(found[name]) < MINIMUM_LENGTH]
    if weak:
        raise WeakSecret(
            f"set these environment variables to {MINIMUM_LENGTH} or more random characters: {', '.join(weak)}"
        )
    if len({found[name] for name in needed}) < len(needed):
        raise WeakSecret(f"these keys must differ from each other: {', '.join(needed)}")
    return found


def credential(name: str, *, practice_secret: str) -> str:
    """Return a provider's credential: from the environment, or from the file that `<name>_FILE` names.

    Without either it is "", or, with a `practice_secret`, the one that the practice gateway works out from it too.
    """
    given = os.environ.get(name, "")
    if not given and os.environ.get(f"{name}_FILE"):
        given = Path(os.environ[f"{name}_FILE"]).read_text(encoding="utf-8").strip()
    if given or not practice_secret:
        return given
    return hmac.new(practice_secret.encode(), name.encode(), hashlib.sha256).hexdigest()[:32]


def machine_secrets(*, var: Path) -> dict[str, str]:
    """Return the keys of this machine from `var/secrets.json` (mode 0600), making those that do not exist yet."""
    path = var / "secrets.json"
    stored: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    missing = {name: make() for name, make in GENERATORS.items() if name not in stored}
    if missing:
        stored |= missing
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(stored, file, indent=1)
        temporary.rename(path)
    return {name: os.environ.get(name) or stored[name] for name in GENERATORS}
