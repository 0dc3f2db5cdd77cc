"""The QR code of the program's own printed report, read back from scans and photos of the paper."""

import io
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageFilter

from desktop_app.errors import PhromError
from desktop_app.outputs import scan
from desktop_app.outputs.report import SelfAssessment
from desktop_app.outputs.scan import read_qr
from desktop_app.outputs.self_assessment import self_assessment_pdf
from tests.outputs.conftest import FINGERPRINT, facts

needs_pdftoppm = pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm (poppler-utils) is not installed")

Change = Callable[[Image.Image], Image.Image]
TEXT = f"phrom:50-001:2569:{FINGERPRINT}"
WHITE, DESK = 255, 120


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return self_assessment_pdf(facts())


@pytest.fixture(scope="module")
def printed(pdf: bytes, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int, str], Image.Image]:
    """A page of the report, `first` or `signing`, as poppler puts it on paper at a resolution."""
    folder = tmp_path_factory.mktemp("printed")
    (folder / "report.pdf").write_bytes(pdf)
    with pypdfium2.PdfDocument(pdf) as document:
        numbers = {"first": 1, "signing": len(document)}

    def page(dpi: int, which: str) -> Image.Image:
        target = folder / f"{which}-{dpi}"
        if not target.with_suffix(".png").exists():
            number = str(numbers[which])
            asked = ["pdftoppm", "-r", str(dpi), "-f", number, "-l", number, "-singlefile", "-png"]
            subprocess.run([*asked, str(folder / "report.pdf"), str(target)], check=True)
        return Image.open(target.with_suffix(".png")).convert("L")

    return page


def turned(degrees: float, around: int = WHITE) -> Change:
    fill = around
    return lambda image: image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=fill)


def blurred(radius: float) -> Change:
    return lambda image: image.filter(ImageFilter.GaussianBlur(radius))


def smaller(share: float) -> Change:
    return lambda image: image.resize((round(image.width * share), round(image.height * share)))


def photographed(image: Image.Image) -> Image.Image:
    """Askew on a grey desk, in poor light, a little out of focus."""
    return blurred(1.2)(turned(7, DESK)(image)).point(lambda value: 40 + value * 0.6)


CHANGES: dict[str, Change] = {
    "as it is": lambda image: image,
    "lying": turned(90),
    "upside down": turned(180),
    "askew": turned(4),
    "far askew": turned(-12),
    "blurred": blurred(1),
    "photo": photographed,
    "photo upside down": lambda image: photographed(turned(180)(image)),
}


@needs_pdftoppm
@pytest.mark.parametrize("which", ["first", "signing"])
@pytest.mark.parametrize("dpi", [100, 150, 300])
@pytest.mark.parametrize("change", CHANGES)
def test_the_code_is_read_from_paper(printed, tmp_path: Path, dpi: int, which: str, change: str) -> None:  # type: ignore[no-untyped-def]
    """C4: both codes of the report, at each usual resolution, however the page lay and whoever held the telephone."""
    CHANGES[change](printed(dpi, which)).save(tmp_path / "page.png", compress_level=1)
    assert read_qr(tmp_path / "page.png") == TEXT


@needs_pdftoppm
@pytest.mark.parametrize("which", ["first", "signing"])
def test_a_small_or_unsharp_picture_is_read_enlarged(printed, tmp_path: Path, which: str) -> None:  # type: ignore[no-untyped-def]
    """C4: half of 100 dpi, and a strong blur at 150 dpi, as strongly compressed JPEG."""
    smaller(0.5)(printed(100, which)).save(tmp_path / "half.png")
    blurred(2)(printed(150, which)).save(tmp_path / "blurred.jpg", quality=60)
    assert read_qr(tmp_path / "half.png") == read_qr(tmp_path / "blurred.jpg") == TEXT


def test_a_scan_of_many_pages_is_looked_through(printed, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """C4: a scanner's PDF has pictures for pages; the code stands on the third."""
    empty = Image.new("L", (1240, 1754), WHITE)
    pages = [empty, photographed(printed(150, "signing"))]
    empty.save(tmp_path / "scan.pdf", save_all=True, append_images=pages, resolution=150)
    assert read_qr(tmp_path / "scan.pdf") == TEXT


def test_the_report_itself_is_a_paper_too(pdf: bytes, tmp_path: Path) -> None:
    """C4: the file that was printed, not a scan of it."""
    (tmp_path / "report.pdf").write_bytes(pdf)
    assert read_qr(tmp_path / "report.pdf") == TEXT


def other_code(text: str) -> Image.Image:
    """A QR code with another text."""
    import zxingcpp

    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    return Image.fromarray(barcode.to_image(scale=6))


def refused(path: Path) -> str:
    with pytest.raises(PhromError) as caught:
        read_qr(path)
    assert path.name in caught.value.message("th")
    return caught.value.code


def png_of_size(wide: int, high: int) -> bytes:
    """A PNG that says it is that large and holds nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("side", [9_000, 10_000, 60_000])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(tmp_path: Path, side: int) -> None:
    """C4: 60,000 × 60,000 in a file of a hundred bytes; nothing of that size is ever held."""
    (tmp_path / "bomb.png").write_bytes(png_of_size(side, side))
    assert refused(tmp_path / "bomb.png") == "OUT-12"


def test_a_picture_bomb_inside_a_pdf_is_refused(tmp_path: Path) -> None:
    """C4: the same, wrapped into a page."""
    image = io.BytesIO()
    Image.new("L", (100, 100)).save(image, "PDF")
    bomb = image.getvalue().replace(b"/Width 100", b"/Width 60000").replace(b"/Height 100", b"/Height 60000")
    assert bomb != image.getvalue()
    (tmp_path / "bomb.pdf").write_bytes(bomb)
    assert refused(tmp_path / "bomb.pdf") == "OUT-12"


def test_a_huge_sheet_is_drawn_smaller(tmp_path: Path) -> None:
    """C4: a page of 200 inches has no code, and costs no more than a picture of the limit."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(14_400, 14_400)
    document.save(tmp_path / "sheet.pdf")
    document.close()
    assert refused(tmp_path / "sheet.pdf") == "OUT-13"


def test_a_file_over_50_mb_is_refused_unread(tmp_path: Path) -> None:
    """C4: by its size alone."""
    with (tmp_path / "large.jpg").open("wb") as stream:
        stream.truncate(scan.MOST_BYTES + 1)
    assert refused(tmp_path / "large.jpg") == "OUT-10"


def test_what_is_no_picture_is_a_sentence(pdf: bytes, tmp_path: Path) -> None:
    """C4: empty, text, cut off, other kinds, no file, a folder."""
    jpeg = io.BytesIO()
    Image.new("L", (300, 300), WHITE).save(jpeg, "JPEG")
    gif = io.BytesIO()
    Image.new("L", (30, 30), WHITE).save(gif, "GIF")
    broken = {
        "empty.png": b"", "text.jpg": b"hello", "cut.jpg": jpeg.getvalue()[:300], "cut.png": png_of_size(900, 900),
        "cut.pdf": b"%PDF-1.7\nnothing more", "other.gif": gif.getvalue(),
    }  # fmt: skip
    for name, content in broken.items():
        (tmp_path / name).write_bytes(content)
        assert refused(tmp_path / name) == "OUT-11", name
    assert refused(tmp_path / "absent.png") == "FILE-02"
    (tmp_path / "folder.png").mkdir()
    assert refused(tmp_path / "folder.png") == "FILE-02"


def test_a_picture_without_a_code_of_ours_says_so(make_facts: Callable[..., SelfAssessment], tmp_path: Path) -> None:
    """C4: a white page, and a page with some other QR code beside."""
    Image.new("L", (600, 800), WHITE).save(tmp_path / "white.png")
    assert refused(tmp_path / "white.png") == "OUT-13"
    sheet = Image.new("L", (900, 900), WHITE)
    sheet.paste(other_code("https://example.org/"), (40, 40))
    sheet.save(tmp_path / "other.png")
    assert refused(tmp_path / "other.png") == "OUT-13"
    sheet.paste(other_code(TEXT), (40, 450))
    sheet.save(tmp_path / "both.png")
    assert read_qr(tmp_path / "both.png") == TEXT


def test_a_picture_of_absurd_length_is_a_sentence(tmp_path: Path) -> None:
    """C4: few pixels, but more on one side than the reader of codes takes."""
    Image.new("L", (65_536, 1), 255).save(tmp_path / "long.png")
    with pytest.raises(PhromError) as problem:
        read_qr(tmp_path / "long.png")
    assert problem.value.code == "OUT-13"
