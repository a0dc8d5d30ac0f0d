"""The secret of `backbench serve`: created at its first start, stored in the data folder, passed by environment."""

import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from flows.errors import BackbenchError
from flows.settings import Settings

USER = "backbench"
LOOPBACK_HOSTS = frozenset(("127.0.0.1", "localhost", "::1"))


def secret_file(settings: Settings) -> Path:
    """Return the path of the file with `user:password`, readable by its owner only."""
    return settings.prefect / "login"


def make_private_folder(settings: Settings) -> None:
    """Create Prefect's folder, accessible only to its owner: it contains the secret, the database and the log."""
    settings.prefect.mkdir(parents=True, exist_ok=True)
    settings.prefect.chmod(0o700)


def load_or_create_secret(settings: Settings) -> str:
    """Return the secret, creating it at the first start. Raises BackbenchError if others could have read it."""
    make_private_folder(settings)
    path = secret_file(settings)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return _read_secret(path)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{USER}:{secrets.token_urlsafe(32)}")
    return _read_secret(path)


def server_variables(settings: Settings) -> dict[str, str]:
    """Return the variables that make a server require the secret and its clients send it."""
    secret = load_or_create_secret(settings)
    return {"PREFECT_SERVER_API_AUTH_STRING": secret, "PREFECT_API_AUTH_STRING": secret}


def client_variables(settings: Settings, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the variable with which a command of ours logs in to the server at PREFECT_API_URL; empty if none.

    The secret of the data folder is sent only to a server on this machine or at BACKBENCH_PUBLIC_URL.
    """
    if environ.get("PREFECT_API_AUTH_STRING") or environ.get("PREFECT_API_KEY"):
        return {}
    host = urlsplit(environ.get("PREFECT_API_URL", "")).hostname
    ours = LOOPBACK_HOSTS | ({urlsplit(settings.public_url).hostname} if settings.public_url else set())
    if host not in ours or not secret_file(settings).exists():
        return {}
    return {"PREFECT_API_AUTH_STRING": _read_secret(secret_file(settings))}


def _read_secret(path: Path) -> str:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor) as file:
        found = os.fstat(descriptor)
        secret = file.read().strip()
    advice = f"Delete it and start `backbench serve` again; it makes a new one: {path}"
    if stat.S_IMODE(found.st_mode) & 0o077 or found.st_uid != os.geteuid():
        raise BackbenchError("Other users of this machine can read the server's secret.", advice)
    if not secret.startswith(f"{USER}:") or len(secret) < 32:
        raise BackbenchError("The server's secret is incomplete.", advice)
    return secret
