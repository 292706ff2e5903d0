from errors import ModelError
from serving.api import Ready
from serving.running import _warm


class Warming:
    def __init__(self, error=None):
        self.error = error

    def warm(self):
        if self.error:
            raise self.error


def test_health_says_ready_only_once_the_models_are_loaded():
    loaded, failed = Ready(), Ready()
    _warm(Warming(), loaded)
    _warm(Warming(ModelError("The embedding model cannot be loaded")), failed)
    assert (loaded.is_ready, failed.is_ready) == (True, False)
