"""A small map of one district with the spot a conversation is about."""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

from districts.selectors import districts_geojson, gazetteer_version

SIZE = 240.0
MARGIN = 12.0

Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class PlaceMap:
    """The outline of a district as an SVG path in a square drawing, and how degrees (WGS 84) become its pixels."""

    path: str
    west: float
    north: float
    across: float
    down: float

    def at(self, *, latitude: float, longitude: float) -> tuple[float, float] | None:
        """Return where a spot lies in the drawing, None when it lies outside of it."""
        x = MARGIN + (longitude - self.west) * self.across
        y = MARGIN + (self.north - latitude) * self.down
        return (round(x, 1), round(y, 1)) if 0 <= x <= SIZE and 0 <= y <= SIZE else None


def place_map(*, district_code: str) -> PlaceMap | None:
    """Return the map of a district as loaded now; None for city hall and unknown codes. One query."""
    return _drawn(gazetteer_version()).get(district_code)


@lru_cache(maxsize=2)
def _drawn(_version: int) -> dict[str, PlaceMap]:
    drawn = {}
    for feature in districts_geojson()["features"]:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        drawn[str(feature["id"])] = _draw([[(x, y) for x, y, *_z in ring] for polygon in polygons for ring in polygon])
    return drawn


def _draw(rings: list[Ring]) -> PlaceMap:
    points = [point for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    shrink = cos(radians((south + north) / 2))
    scale = (SIZE - 2 * MARGIN) / max((east - west) * shrink, north - south)
    outline = PlaceMap(path="", west=west, north=north, across=shrink * scale, down=scale)
    path = "".join(
        "M"
        + "L".join(f"{MARGIN + (x - west) * outline.across:.1f} {MARGIN + (north - y) * scale:.1f}" for x, y in ring)
        + "Z"
        for ring in rings
    )
    return PlaceMap(path=path, west=west, north=north, across=outline.across, down=outline.down)
