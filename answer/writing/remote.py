"""A language model behind an OpenAI-compatible address."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from answer.writing.streaming import MOST_TIMEOUTS, MOST_TOKENS, late
from errors import LanguageModelError

if TYPE_CHECKING:
    import httpx
    from llama_index.llms.openai_like import OpenAILike

PAUSES = (0.0, 0.5)
LETTERS = 20_000


@dataclass(frozen=True, slots=True)
class LanguageModelChoice:
    """An OpenAI-compatible address and the model to ask there; `timeout` in seconds.

    A model on another machine is sent no exempt passage, unless `exempt` says that it may be.
    """

    address: str
    model: str
    key: str = "none"
    timeout: float = 60.0
    exempt: bool = False

    @property
    def here(self) -> bool:
        """Whether the address is on this machine."""
        host = urlsplit(self.address).hostname or ""
        with suppress(ValueError):
            return ip_address(host).is_loopback
        return host == "localhost"

    @property
    def trusted(self) -> bool:
        """Whether it may be sent exempt passages."""
        return self.here or self.exempt

    @property
    def letters(self) -> int:
        """How many letters of passages it is sent at most."""
        return LETTERS

    def opened(self) -> "AddressedModel":
        """Return what streams its replies."""
        return AddressedModel(self)


class AddressedModel:
    """Stream replies from an address; each reply has a connection of its own, which ends with it."""

    def __init__(self, choice: LanguageModelChoice) -> None:
        self._choice = choice

    def close(self) -> None:
        """Do nothing: no connection outlives its reply."""

    def stream(self, prompt: str) -> Generator[str]:
        """Yield the reply as it comes; ask once more where a first try brought nothing, but not after a time-out."""
        import httpx
        import openai

        failure: Exception | None = None
        for pause in PAUSES:
            time.sleep(pause)
            begun, failure = False, None
            try:
                with closing(self._parts(prompt)) as parts:
                    for part in parts:
                        begun = begun or bool(part)
                        yield part
            except (openai.APITimeoutError, httpx.TimeoutException) as error:
                raise self._unanswered(late(self._choice.timeout)) from error
            # The last three: llama-index reads replies without checking their shape.
            except (openai.OpenAIError, httpx.HTTPError, ValueError, TypeError, AttributeError) as error:
                failure = error
            if begun:
                break
        if failure or not begun:
            raise self._unanswered(trouble(failure)) from failure

    def _parts(self, prompt: str) -> Generator[str]:
        import httpx

        # Closed here, the reply ends: llama-index leaves a stream open that is not read to its end.
        with httpx.Client(event_hooks={"response": [_bounded(MOST_TIMEOUTS * self._choice.timeout)]}) as client:
            for part in self._model(client).stream_complete(prompt):
                yield part.delta or ""

    def _unanswered(self, trouble: str) -> LanguageModelError:
        return LanguageModelError(f"The language model at {self._choice.address} {trouble}")

    def _model(self, client: "httpx.Client") -> "OpenAILike":
        from llama_index.llms.openai_like import OpenAILike

        choice = self._choice
        return OpenAILike(
            model=choice.model, api_base=choice.address, api_key=choice.key, is_chat_model=True,
            timeout=choice.timeout, max_retries=0, max_tokens=MOST_TOKENS, temperature=0.0, http_client=client,
        )  # fmt: skip


def trouble(failure: Exception | None) -> str:
    """Say what keeps a language model from answering, and what to do; None is a reply without words."""
    import openai

    if isinstance(failure, openai.APIStatusError):
        return f"refused with status {failure.status_code}: check its key and its name, or try again later"
    if isinstance(failure, openai.APIConnectionError):
        return "cannot be reached: check that it runs, or remove it from the settings"
    return "gave no answer that can be read: check that it is an OpenAI-compatible address"


def _bounded(seconds: float) -> "Callable[[httpx.Response], None]":
    """Return a hook that ends a reply which goes on for longer: the usual time-out starts anew with every byte."""
    import httpx

    class Bounded(httpx.SyncByteStream):
        def __init__(self, response: httpx.Response) -> None:
            assert isinstance(response.stream, httpx.SyncByteStream)
            self._inner, self._end = response.stream, time.monotonic() + seconds

        def __iter__(self) -> Iterator[bytes]:
            for part in self._inner:
                if time.monotonic() > self._end:
                    raise httpx.ReadTimeout("the reply takes too long")
                yield part

        def close(self) -> None:
            self._inner.close()

    def bound(response: httpx.Response) -> None:
        response.stream = Bounded(response)

    return bound
