"""Seoul's districts as shapes for an SVG, drawn from their polygons."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from typing import Any

from districts.selectors import districts_geojson, gazetteer_version

WIDTH = 1000.0
MARGIN = 6.0

Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class Shape:
    """One district: its outline as an SVG path, and where its name is written."""

    code: str
    name: str
    name_en: str
    path: str
    label_x: float
    label_y: float


@dataclass(frozen=True)
class CityMap:
    """The shapes and the size of the drawing they lie in; its north-western corner in degrees, and its scale."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    north: float = 0.0
    west: float = 0.0
    shrink: float = 1.0
    scale: float = 1.0

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return where a place lies in the drawing: to the right, and down."""
        x = MARGIN + (longitude - self.west) * self.shrink * self.scale
        return round(x, 1), round(MARGIN + (self.north - latitude) * self.scale, 1)


def city_map() -> CityMap:
    """Return the map of the city as loaded now; it is drawn anew only when the city's data has changed. One query."""
    return _drawn(gazetteer_version())


@lru_cache(maxsize=2)
def _drawn(_version: int) -> CityMap:
    features = districts_geojson()["features"]
    points = [point for feature in features for ring in _rings(feature["geometry"]) for point in ring]
    if not points:
        return CityMap(width=int(WIDTH), height=int(WIDTH), shapes=())
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    shrink = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * shrink)

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return MARGIN + (point[0] - west) * shrink * scale, MARGIN + (north - point[1]) * scale

    return CityMap(
        width=int(WIDTH),
        height=round((north - south) * scale + 2 * MARGIN),
        shapes=tuple(
            _shape(feature, [list(map(place, ring)) for ring in _rings(feature["geometry"])]) for feature in features
        ),
        north=north,
        west=west,
        shrink=shrink,
        scale=scale,
    )


def _shape(feature: dict[str, Any], rings: list[Ring]) -> Shape:
    x, y = _centre(max(rings, key=lambda ring: abs(_area(ring))))
    return Shape(
        code=str(feature["id"]),
        name=feature["properties"]["name"],
        name_en=feature["properties"]["name_en"],
        path="".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in rings),
        label_x=round(x, 1),
        label_y=round(y, 1),
    )


def _rings(geometry: dict[str, Any]) -> Iterable[Ring]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[(x, y) for x, y, *_height in ring] for polygon in polygons for ring in polygon]


def _sides(ring: Ring) -> Iterator[tuple[float, float, float, float, float]]:
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        yield x1, y1, x2, y2, x1 * y2 - x2 * y1


def _area(ring: Ring) -> float:
    return sum(cross for *_points, cross in _sides(ring)) / 2


def _centre(ring: Ring) -> tuple[float, float]:
    """Return the centroid of the area within a ring."""
    area = _area(ring)
    return (
        sum((x1 + x2) * cross for x1, _y1, x2, _y2, cross in _sides(ring)) / (6 * area),
        sum((y1 + y2) * cross for _x1, y1, _x2, y2, cross in _sides(ring)) / (6 * area),
    )
