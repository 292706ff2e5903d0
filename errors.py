"""Every error a person may meet, drawn as a tree; each message says what failed, where, and what to do."""


class AskboardError(Exception):
    """What `cli.py` and `app.py` catch and print as one line."""


class SettingsError(AskboardError):
    """A setting is unknown or has a value that cannot be used."""


class PaperError(AskboardError):
    """A paper could not be taken in; `reason` is one of `ingest.model.REASONS`."""

    def __init__(self, file: str, reason: str, message: str) -> None:
        super().__init__(message)
        self.file = file
        self.reason = reason


class NothingToRead(AskboardError):
    """A path is missing, or a folder holds no paper of a kind that can be read."""


class LibraryError(AskboardError):
    """The library or its vectors cannot be used as they are."""


class LibraryBusy(LibraryError):
    """Another process owns what this one needs."""


class LibraryOutdated(LibraryError):
    """The library was written by another release."""


class LibraryDamaged(LibraryError):
    """A store file is not what was written."""


class ReindexNeeded(LibraryError):
    """The vectors were made by another embedding model, or do not match the library."""


class DiskFull(LibraryError):
    """There is no room left for what has to be written."""


class BackupError(LibraryError):
    """A backup cannot be written, or cannot be trusted."""


class UnknownPaper(LibraryError):
    """No paper of that name or id is in the library."""


class ModelError(AskboardError):
    """An embedding or language model cannot be used."""


class WeightsError(ModelError):
    """The embedding weights are missing or are not the ones expected."""


class LanguageModelError(ModelError):
    """The language model did not answer, or not in time."""


class QuestionsError(AskboardError):
    """A file of graded questions or answers does not follow the format."""


class TalkError(AskboardError):
    """A kept conversation cannot be read or written."""


class RunError(AskboardError):
    """A saved run of the evaluation is missing, damaged, or cannot be compared."""


class GateError(AskboardError):
    """The release gate is not written as it should be."""


class NotBriefed(AskboardError):
    """A briefing note cannot be drafted on what was named."""


class PeopleError(AskboardError):
    """Who may sign in cannot be told, or not be changed so."""


class TooManyTries(PeopleError):
    """Someone has to wait before the next password is looked at."""
