"""Writes web/fonts/price.woff2: the digits, the dollar and the point, of seven bars.

The font is made here and is under the licence of the repository. Equal
versions of the tools write equal bytes: no time and no path gets in.

    pip install fonttools==4.68.0 brotli==1.2.1
    python3 examples/storefront/fonts/price.py
"""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

UNITS = 1000
WIDTH = 560
POINT_WIDTH = 240
EPOCH = 2082844800  # 1970, counted as fonts do, from 1904
OUT = Path(__file__).parent.parent / "web/fonts/price.woff2"

# Left, bottom, right, top of each bar, by the letters that displays give them.
BARS = {
    "a": (80, 630, 480, 710), "b": (400, 370, 480, 690), "c": (400, 20, 480, 340),
    "d": (80, 0, 480, 80), "e": (80, 20, 160, 340), "f": (80, 370, 160, 690),
    "g": (80, 315, 480, 395), "|": (245, -70, 315, 780),
}
DIGITS = ["abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgecd", "abc", "abcdefg", "abcdfg"]


def glyph(boxes):
    pen = TTGlyphPen(None)
    for left, bottom, right, top in boxes:
        pen.moveTo((left, bottom))
        for point in [(left, top), (right, top), (right, bottom)]:
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph()


shapes = {".notdef": "abcdef", "dollar": "afgcd|", "period": None}
shapes |= {f"digit{n}": bars for n, bars in enumerate(DIGITS)}
glyphs = {
    name: glyph([(80, 0, 160, 80)] if bars is None else [BARS[it] for it in bars])
    for name, bars in shapes.items()
}
widths = {name: (POINT_WIDTH if name == "period" else WIDTH, 80) for name in glyphs}
characters = {ord("$"): "dollar", ord("."): "period"}
characters |= {ord("0") + n: f"digit{n}" for n in range(10)}

font = FontBuilder(UNITS, isTTF=True)
font.setupGlyphOrder(list(glyphs))
font.setupCharacterMap(characters)
font.setupGlyf(glyphs)
font.setupHorizontalMetrics(widths)
font.setupHorizontalHeader(ascent=UNITS, descent=-100)
font.setupNameTable({"familyName": "Price", "styleName": "Regular"})
font.setupOS2(sTypoAscender=UNITS, sTypoDescender=-100, usWinAscent=UNITS, usWinDescent=100)
font.setupPost()
font.font["head"].created = font.font["head"].modified = EPOCH
font.font.recalcTimestamp = False
font.font.flavor = "woff2"
font.save(OUT)
