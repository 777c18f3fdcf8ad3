"""Outlines given in degrees (WGS 84), drawn as paths of an SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, inf, radians
from typing import Any

Point = tuple[float, float]
Ring = list[Point]


@dataclass(frozen=True)
class Frame:
    """How degrees become pixels: the north-western corner of what is drawn, the pixels a degree measures across and
    down, and the margin around it."""

    west: float = 0.0
    north: float = 0.0
    across: float = 1.0
    down: float = 1.0
    margin: float = 0.0

    def at(self, *, latitude: float, longitude: float) -> Point:
        """Return where a place lies in the drawing: to the right, and down."""
        return (
            self.margin + (longitude - self.west) * self.across,
            self.margin + (self.north - latitude) * self.down,
        )

    def place(self, ring: Iterable[Point]) -> Ring:
        """Return a ring of longitudes and latitudes as it lies in the drawing."""
        return [self.at(latitude=y, longitude=x) for x, y in ring]


def frame_around(rings: Iterable[Ring], *, margin: float, width: float, height: float = inf) -> tuple[Frame, float]:
    """Return the frame in which rings (at least one) fill a drawing of that size, and the height that they need."""
    points = [point for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    shrink = cos(radians((south + north) / 2))
    scale = min((width - 2 * margin) / ((east - west) * shrink), (height - 2 * margin) / (north - south))
    return Frame(west, north, shrink * scale, scale, margin), (north - south) * scale + 2 * margin


def rings_of(geometry: dict[str, Any]) -> list[Ring]:
    """Return the rings of a GeoJSON polygon or multipolygon, as longitudes and latitudes."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[(x, y) for x, y, *_height in ring] for polygon in polygons for ring in polygon]


def path_of(rings: Sequence[Ring]) -> str:
    """Return rings of a drawing as the path of an SVG."""
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in rings)
