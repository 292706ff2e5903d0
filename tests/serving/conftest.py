"""A real server over the samples: the command in a process of its own, on a free port."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from serving.access import new_token

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def environment() -> Callable[..., dict[str, str]]:
    """Return the environment of a command: none of Askboard's settings but those given."""
    return _environment


def _environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASKBOARD_")}
    return {**kept, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", **more}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("door")


@pytest.fixture(scope="session")
def tokens(folder: Path) -> dict[str, str]:
    """Tokens by who holds them; the file lies at tokens.toml."""
    file = folder / "tokens.toml"
    return {"member": new_token(file, "Member", False), "officer": new_token(file, "Officer", True)}


@pytest.fixture(scope="session")
def started(data: Path, folder: Path) -> Iterator[Callable[..., str]]:
    """Start `askboard serve` and return its address."""
    running: list[subprocess.Popen[str]] = []

    def start(*options: str, **settings: str) -> str:
        command = [sys.executable, "-m", "cli", "--data", str(data), "serve", "--port", "0", *options]
        env = _environment(**settings)
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, text=True, bufsize=1)
        running.append(process)
        assert process.stdout
        address = process.stdout.readline().split(" at ")[1].split("/v1")[0]
        while not httpx.get(f"{address}/v1/health").json()["ready"]:
            time.sleep(0.2)
        return address

    yield start
    for process in running:
        process.terminate()
        assert process.wait(20) in (0, -15)


@pytest.fixture(scope="session")
def open_door(started: Callable[..., str]) -> Iterator[httpx.Client]:
    """A client of a server without tokens."""
    with httpx.Client(base_url=f"{started()}/v1", timeout=60) as client:
        yield client


@pytest.fixture(scope="session")
def kept_door(started: Callable[..., str], folder: Path, tokens: dict[str, str]) -> str:
    """The address of a server with tokens."""
    assert tokens
    return started(ASKBOARD_TOKENS=str(folder / "tokens.toml"))


@pytest.fixture(scope="session")
def member(kept_door: str, tokens: dict[str, str]) -> Iterator[httpx.Client]:
    """A client that may see what is public."""
    headers = {"Authorization": f"Bearer {tokens['member']}"}
    with httpx.Client(base_url=f"{kept_door}/v1", headers=headers, timeout=60) as client:
        yield client


@pytest.fixture(scope="session")
def officer(kept_door: str, tokens: dict[str, str]) -> Iterator[httpx.Client]:
    """A client that may see exempt papers too."""
    headers = {"Authorization": f"Bearer {tokens['officer']}"}
    with httpx.Client(base_url=f"{kept_door}/v1", headers=headers, timeout=60) as client:
        yield client
