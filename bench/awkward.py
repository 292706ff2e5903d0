"""What becomes of awkward files, with seconds and peak memory of each: `python -m bench.awkward FOLDER`.

Ends with 1 where one took longer than 60 s or more than 1 GB, its scanned pages included.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from ingest.reading import READERS

SECONDS, MEGABYTES = 60.0, 1024
# A process of its own for each file: the peak of memory is known of all children together.
ONE = """
import json, resource, sys, time
from pathlib import Path
from errors import PaperError
from ingest.reading import read_apart
start = time.perf_counter()
try:
    paper, _ = read_apart(Path(sys.argv[1]))
    ocr = sum(page.reading == "ocr" for page in paper.pages)
    told = f"{len(paper.pages)} pages, {ocr} by OCR, {len(paper.pages_without_text)} without text"
    status = "read"
except PaperError as error:
    status, told = error.reason, str(error)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print(json.dumps([status, told, time.perf_counter() - start, peak]))
"""


class Ending(NamedTuple):
    """How reading a file ended; `told` is its pages or why it was refused, `megabytes` the largest process's peak."""

    status: str
    told: str
    seconds: float
    megabytes: int


def main() -> None:
    """Print a row for each file of a readable kind."""
    folder = Path(sys.argv[1])
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in READERS and path.stem != "README")
    endings = []
    for path in files:
        end = ending(path)
        endings.append(end)
        name = path.relative_to(folder).as_posix()
        print(f"{name[:44]:44} {end.status:12} {end.seconds:6.1f} s {end.megabytes:5} MB  {end.told[:70]}", flush=True)
    worst = max(end.seconds for end in endings), max(end.megabytes for end in endings)
    print(f"{len(files)} files, at most {worst[0]:.1f} s and {worst[1]} MB")
    sys.exit(worst[0] > SECONDS or worst[1] > MEGABYTES)


def ending(path: Path) -> Ending:
    """Return how reading a file ends."""
    ended = subprocess.run([sys.executable, "-c", ONE, str(path)], capture_output=True, text=True, check=True)
    return Ending(*json.loads(ended.stdout))


if __name__ == "__main__":
    main()
