"""Where the 77 provinces stand in a grid of tiles: neighbours stay neighbours, every tile is as large as the next.

Columns run from west to east, rows from north to south. The short names are those in common use on paper.
"""

from __future__ import annotations

from dataclasses import dataclass

GRID = """
    58:มส:MSN 50:ชม:CMI 57:ชร:CRI .         .         .         .         .
    .         51:ลพ:LPN 56:พย:PYO 55:นน:NAN .         .         .         .
    .         52:ลป:LPG 54:พร:PRE 53:อต:UTT 42:ลย:LEI 43:นค:NKI 38:บก:BKN .
    63:ตก:TAK 64:สท:STI 65:พล:PLK 67:พช:PNB 39:นภ:NBP 41:อด:UDN 47:สน:SNK 48:นพ:NPM
    .         62:กพ:KPT 66:พจ:PCT 36:ชย:CPM 40:ขก:KKN 44:มค:MKM 46:กส:KSN 49:มห:MDH
    .         61:อน:UTI 60:นว:NSN 16:ลบ:LRI 30:นม:NMA 45:รอ:RET 35:ยส:YST 37:อจ:ACR
    .         18:ชน:CNT 17:สห:SBR 19:สบ:SRI 31:บร:BRM 32:สร:SRN 33:ศก:SSK 34:อบ:UBN
    71:กจ:KRI 72:สพ:SPB 15:อท:ATG 14:อย:AYA 26:นย:NYK 25:ปจ:PRI 27:สก:SKW .
    70:รบ:RBR 73:นฐ:NPT 12:นบ:NBI 13:ปท:PTE 24:ฉช:CCO .         .         .
    75:สส:SKM 74:สค:SKN 10:กท:BKK 11:สป:SPK 20:ชบ:CBI .         .         .
    76:พบ:PBI .         .         .         21:รย:RYG 22:จบ:CTI 23:ตร:TRT .
    77:ปข:PKN .         .         .         .         .         .         .
    85:รน:RNG 86:ชพ:CPN .         .         .         .         .         .
    82:พง:PNA 84:สฎ:SNI 80:นศ:NST .         .         .         .         .
    83:ภก:PKT 81:กบ:KBI 92:ตง:TRG 93:พท:PLG .         .         .         .
    .         .         91:สต:STN 90:สข:SKA 94:ปน:PTN 96:นธ:NWT .         .
    .         .         .         .         95:ยล:YLA .         .         .
"""


@dataclass(frozen=True, slots=True)
class Spot:
    """A province's place in the grid, and its short names."""

    province_code: str
    column: int
    row: int
    short_th: str
    short_en: str


def _read(grid: str) -> tuple[Spot, ...]:
    spots = []
    for number, line in enumerate(grid.strip().splitlines()):
        for at, cell in enumerate(line.split()):
            if cell != ".":
                code, thai, english = cell.split(":")
                spots.append(Spot(code, at, number, thai, english))
    return tuple(spots)


SPOTS = _read(GRID)
COLUMNS = 1 + max(spot.column for spot in SPOTS)
ROWS = 1 + max(spot.row for spot in SPOTS)
STEPS = (25, 50, 75, 90)  # per cent; a share below the first is the palest
BAND_COUNT = len(STEPS) + 1


def band(percent: float) -> int:
    """Which of the five shades a share gets; the number beside it says it exactly."""
    return sum(percent >= step for step in STEPS)
