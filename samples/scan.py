"""Makes a page look as if it came from a flatbed scanner: an image of text, no text layer."""

import random
from io import BytesIO
from typing import Any

import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

_DPI = 150
_SEED = 20250303
_TILT = 0.6  # degrees


def scan(pdf: bytes, title: str) -> bytes:
    """Give a PDF whose pages are only pictures of the pages of `pdf`, tilted and a little grey."""
    out = BytesIO()
    paper: Any = Canvas(out, invariant=1)
    paper.setTitle(title)
    source: Any = pypdfium2.PdfDocument(pdf)
    for page in source:
        width, height = page.get_size()
        picture = _worn(page.render(scale=_DPI / 72).to_pil().convert("L"))
        paper.setPageSize((width, height))
        paper.drawImage(ImageReader(_jpeg(picture)), 0, 0, width, height)
        paper.showPage()
    source.close()
    paper.save()
    return out.getvalue()


def _worn(picture: Image.Image) -> Image.Image:
    """Tilt, soften and speckle; the seed is fixed, so that every run gives the same page."""
    tilted = picture.rotate(_TILT, resample=Image.Resampling.BICUBIC, fillcolor=250)
    specks = Image.frombytes("L", tilted.size, random.Random(_SEED).randbytes(tilted.width * tilted.height))
    return Image.blend(tilted.filter(ImageFilter.GaussianBlur(0.5)), specks, 0.06)


def _jpeg(picture: Image.Image) -> BytesIO:
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=45)
    kept.seek(0)
    return kept
