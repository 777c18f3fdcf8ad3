"""Seoul's districts as shapes for an SVG, drawn from their polygons."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from console.drawing import Frame, Point, Ring, frame_around, path_of, rings_of
from districts.selectors import districts_geojson, gazetteer_version

WIDTH = 1000.0
MARGIN = 6.0


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
    """The shapes, the size of the drawing they lie in, and how degrees become its pixels."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    frame: Frame

    def place(self, latitude: float, longitude: float) -> Point:
        """Return where a place lies in the drawing: to the right, and down."""
        x, y = self.frame.at(latitude=latitude, longitude=longitude)
        return round(x, 1), round(y, 1)


def city_map() -> CityMap:
    """Return the map of the city as loaded now; it is drawn anew only when the city's data has changed. One query."""
    return _drawn(gazetteer_version())


@lru_cache(maxsize=2)
def _drawn(_version: int) -> CityMap:
    features = districts_geojson()["features"]
    rings = [ring for feature in features for ring in rings_of(feature["geometry"])]
    if not rings:
        return CityMap(width=int(WIDTH), height=int(WIDTH), shapes=(), frame=Frame())
    frame, height = frame_around(rings, margin=MARGIN, width=WIDTH)
    shapes = tuple(_shape(feature, frame) for feature in features)
    return CityMap(width=int(WIDTH), height=round(height), shapes=shapes, frame=frame)


def _shape(feature: dict[str, Any], frame: Frame) -> Shape:
    rings = [frame.place(ring) for ring in rings_of(feature["geometry"])]
    x, y = _centre(max(rings, key=lambda ring: abs(_area(ring))))
    return Shape(
        code=str(feature["id"]),
        name=feature["properties"]["name"],
        name_en=feature["properties"]["name_en"],
        path=path_of(rings),
        label_x=round(x, 1),
        label_y=round(y, 1),
    )


def _sides(ring: Ring) -> Iterator[tuple[float, float, float, float, float]]:
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        yield x1, y1, x2, y2, x1 * y2 - x2 * y1


def _area(ring: Ring) -> float:
    return sum(cross for *_points, cross in _sides(ring)) / 2


def _centre(ring: Ring) -> Point:
    """Return the centroid of the area within a ring."""
    area = _area(ring)
    return (
        sum((x1 + x2) * cross for x1, _y1, x2, _y2, cross in _sides(ring)) / (6 * area),
        sum((y1 + y2) * cross for _x1, y1, _x2, y2, cross in _sides(ring)) / (6 * area),
    )
