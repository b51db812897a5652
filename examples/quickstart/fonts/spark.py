"""Writes components/fonts/spark.woff2: the digits 0 to 9 as bars of rising height.

The font is made here and is under the licence of the repository. Equal
versions of the tools write equal bytes: no time and no path gets in.

    pip install fonttools==4.68.0 brotli==1.2.1
    python3 examples/quickstart/fonts/spark.py
"""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

UNITS = 1000
WIDTH = 420
BAR = (60, 360)
EPOCH = 2082844800  # 1970, counted as fonts do, from 1904
OUT = Path(__file__).parent.parent / "components/fonts/spark.woff2"


def rectangle(left, right, top):
    pen = TTGlyphPen(None)
    pen.moveTo((left, 0))
    for point in [(left, top), (right, top), (right, 0)]:
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()


digits = {f"bar{n}": n for n in range(10)}
glyphs = {".notdef": rectangle(*BAR, 40), "space": TTGlyphPen(None).glyph()}
glyphs |= {name: rectangle(*BAR, 60 + 100 * n) for name, n in digits.items()}

font = FontBuilder(UNITS, isTTF=True)
font.setupGlyphOrder(list(glyphs))
font.setupCharacterMap({0x20: "space"} | {ord("0") + n: name for name, n in digits.items()})
font.setupGlyf(glyphs)
font.setupHorizontalMetrics({name: (WIDTH, BAR[0]) for name in glyphs})
font.setupHorizontalHeader(ascent=UNITS, descent=0)
font.setupNameTable({"familyName": "Spark", "styleName": "Regular"})
font.setupOS2(sTypoAscender=UNITS, sTypoDescender=0, usWinAscent=UNITS, usWinDescent=0)
font.setupPost()
font.font["head"].created = font.font["head"].modified = EPOCH
font.font.recalcTimestamp = False
font.font.flavor = "woff2"
font.save(OUT)
