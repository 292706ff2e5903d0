import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HOME = "/var/lib/askboard"


def instructions():
    """Return the Dockerfile's stages, each a list of (instruction, its text)."""
    stages = []
    text = "\n".join(line for line in DOCKERFILE.splitlines() if not line.startswith("#"))
    for line in text.replace("\\\n", "").splitlines():
        if line.strip():
            word, rest = line.split(maxsplit=1)
            stages += [[]] if word == "FROM" or not stages else []
            stages[-1].append((word, rest))
    return stages


def copied():
    """Return (path, where to) of all that is copied from the working tree, as files that are there."""
    wanted = [rest.split() for stage in instructions() for word, rest in stage if word == "COPY"]
    return [
        (path, parts[-1])
        for parts in wanted
        if not parts[0].startswith("--")
        for named in parts[:-1]
        for path in (sorted(ROOT.glob(named)) if "*" in named else [ROOT / named])
    ]


def let_through(path):
    """Tell whether .dockerignore lets a path of the working tree through: the last pattern that fits decides."""
    name, kept = path.relative_to(ROOT).as_posix(), True
    for pattern in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        wanted = pattern.removeprefix("!")
        depth = wanted.count("/") + 1
        if pattern and not pattern.startswith("#") and fnmatch("/".join(name.split("/")[:depth]), wanted):
            kept = pattern.startswith("!")
    return kept


def environment():
    [text] = [rest for word, rest in instructions()[-1] if word == "ENV"]
    return dict(part.split("=", 1) for part in text.split())


def test_every_copied_path_is_there_and_let_through():
    for path, _ in copied():
        assert path.exists(), path
        assert let_through(path), path


@pytest.mark.parametrize("name", ["data", "askboard.toml", ".git", ".venv", "runs", ".streamlit/secrets.toml", "tests"])
def test_no_library_no_settings_and_no_secret_goes_into_an_image(name):
    assert not let_through(ROOT / name)


def test_every_room_and_module_is_copied():
    tops = {path.name for path, _ in copied()}
    installed = PROJECT["tool"]["setuptools"]
    assert {name.split(".")[0] for name in installed["packages"]} <= tops
    assert {f"{name}.py" for name in installed["py-modules"]} <= tops


def test_what_is_needed_is_read_from_the_project_file():
    [command] = [rest for word, rest in instructions()[1] if "tomllib" in rest]
    code = re.search(r'python -c "(.*?)" >', command).group(1).replace("${EXTRAS}", "ocr local-llm")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    extras = PROJECT["project"]["optional-dependencies"]
    assert done.stdout.splitlines() == [*PROJECT["project"]["dependencies"], *extras["ocr"], *extras["local-llm"]]


def test_the_image_runs_as_no_root_asks_no_network_and_keeps_its_library_in_the_volume():
    last = dict(instructions()[-1])
    assert last["USER"].isdigit()
    assert last["USER"] != "0"
    assert last["VOLUME"] == HOME
    said = environment()
    assert Path(said["ASKBOARD_DATA"]).parent == Path(HOME)
    assert said["STREAMLIT_SERVER_PORT"] == last["EXPOSE"]
    assert (said["HF_HUB_OFFLINE"], said["ANONYMIZED_TELEMETRY"]) == ("1", "False")
    assert said["STREAMLIT_BROWSER_GATHER_USAGE_STATS"] == "false"


def test_nothing_that_is_committed_for_the_image_names_a_registry():
    for name in ("Dockerfile", "compose.yaml", ".dockerignore", "deploy/Caddyfile"):
        assert not re.search(r"https?://(?!localhost)|\.io/|\.org/", (ROOT / name).read_text(encoding="utf-8"))


def test_the_chat_is_reached_through_the_proxy_alone_and_has_no_way_out():
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    askboard, proxy = compose["services"]["askboard"], compose["services"]["proxy"]
    assert "ports" not in askboard
    assert askboard["networks"] == ["inside"]
    assert compose["networks"]["inside"] == {"internal": True}
    assert f"library:{HOME}" in askboard["volumes"]
    assert set(proxy["networks"]) == {"inside", "outside"}
    caddy = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert f"reverse_proxy askboard:{dict(instructions()[-1])['EXPOSE']}" in caddy
    assert set(re.findall(r"\{\$(\w+)", caddy)) == set(proxy["environment"])
    mounted = [volume.split(":")[0] for volume in proxy["volumes"] if volume.startswith("./")]
    assert all((ROOT / path).exists() for path in mounted)


def test_the_http_api_is_reached_through_the_proxy_and_never_without_tokens():
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    api, caddy = compose["services"]["api"], (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert "ports" not in api
    assert api["networks"] == ["inside"]
    assert api["environment"]["ASKBOARD_TOKENS"].startswith(f"{HOME}/")
    assert f"library:{HOME}" in api["volumes"]
    assert "handle /v1/* {\n\t\treverse_proxy api:8600" in caddy
    assert api["command"][:2] == ["askboard", "serve"]


@pytest.fixture
def image(tmp_path):
    """The image's folder as the Dockerfile fills it from the working tree."""
    for path, to in copied():
        target = tmp_path / "image" / (path.name if to == "./" else to)
        if path.is_dir():
            shutil.copytree(path, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    return tmp_path / "image"


def test_the_app_starts_from_what_is_copied_and_the_health_command_answers(image, tmp_path):
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = str(probe.getsockname()[1])
    said = environment() | {"STREAMLIT_SERVER_PORT": port, "ASKBOARD_DATA": str(tmp_path / "volume" / "library")}
    home = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    given = said | home | {"STREAMLIT_SERVER_ADDRESS": "localhost", "PYTHONPATH": str(image)}
    last = dict(instructions()[-1])
    health = json.loads(last["HEALTHCHECK"].split(" CMD ")[1])
    start = json.loads(last["CMD"])
    assert subprocess.run(health, env=given, capture_output=True, check=False).returncode != 0
    app = subprocess.Popen([sys.executable, "-m", *start], cwd=image, env=given)
    try:
        end = time.monotonic() + 60
        while subprocess.run(health, env=given, capture_output=True, check=False).returncode != 0:
            assert app.poll() is None
            assert time.monotonic() < end, "the health command does not answer"
            time.sleep(0.5)
    finally:
        app.terminate()
        app.wait(30)
