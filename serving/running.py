"""Start the HTTP API: where it listens, who may come in, and word of both."""

import logging
import socket
import threading
from collections.abc import Callable, Sequence

import uvicorn

from answer.askboard import Askboard
from errors import AskboardError
from people.here import is_here
from serving.access import Doorkeeper
from serving.api import Ready, made
from serving.desk import Desk, Pool
from serving.guard import Guard

MOST_CONNECTIONS, KEPT_OPEN, LARGEST_HEAD = 200, 5, 16 * 1024


logger = logging.getLogger("askboard")


class CannotServe(AskboardError):
    """The API cannot be started as asked."""


def serve(
    board: Askboard, doorkeeper: Doorkeeper, at: tuple[str, int], names: Sequence[str], say: Callable[[str], None]
) -> None:
    """Answer at an address (host, port) until stopped; raise CannotServe where that would not be safe or possible."""
    host, port = at
    if not doorkeeper.keeps_tokens and not is_here(host):
        raise CannotServe(
            f"Without tokens only this machine is answered, not {host}: make some with `askboard token`, or leave"
            " --host out"
        )
    if host in ("0.0.0.0", "::", "") and not names:
        raise CannotServe(f"At {host or 'all addresses'} people come by name: say which with --name board.example.org")
    listening = _listening(host, port)
    pool, ready = Pool(), Ready()
    app = Guard(made(Desk(board), pool, ready), doorkeeper, [*names, f"[{host}]" if ":" in host else host])
    config = uvicorn.Config(
        app, log_config=None, access_log=False, proxy_headers=False, server_header=False, date_header=False,
        limit_concurrency=MOST_CONNECTIONS, timeout_keep_alive=KEPT_OPEN, h11_max_incomplete_event_size=LARGEST_HEAD,
        http="h11", ws="none", lifespan="off", timeout_graceful_shutdown=5,
    )  # fmt: skip
    threading.Thread(target=_warm, args=(board, ready), daemon=True).start()
    shown = f"[{host}]" if ":" in host else host
    say(f"Askboard answers at http://{shown}:{listening.getsockname()[1]}/v1/docs (stop it with Ctrl-C)")
    say(rules(doorkeeper))
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        pool.close()
        listening.close()


def rules(doorkeeper: Doorkeeper) -> str:
    """Say who may come in and what they see."""
    if doorkeeper.keeps_tokens:
        return f"Tokens: {doorkeeper.count}; each sees what its line in the file of tokens says"
    seen = "exempt papers too (the setting see_exempt)" if doorkeeper.sees_exempt else "public papers only"
    return f"No tokens are set: anyone at this machine may ask, and no one else; they see {seen}"


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=MOST_CONNECTIONS)
    except OSError as error:
        raise CannotServe(f"{host}, port {port} cannot be used ({error.strerror}): choose another --port") from error


def _warm(board: Askboard, ready: Ready) -> None:
    try:
        board.warm()
    except AskboardError as error:
        logger.warning("The models are not loaded, so that no question can be answered: %s", error)
    else:
        ready.is_ready = True
