"""Which district a point lies in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Boundary:
    """A district's outline: rings of (longitude, latitude), and the box around them (west, south, east, north)."""

    district_code: str
    rings: tuple[Ring, ...]
    box: tuple[float, float, float, float]


def boundaries_of(collection: Mapping[str, Any], codes: Mapping[str, str]) -> tuple[Boundary, ...]:
    """Read a GeoJSON FeatureCollection whose features carry the district's `code`, or its `name` found in `codes`."""
    found = []
    for feature in collection["features"]:
        properties, geometry = feature["properties"], feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        rings = tuple(
            tuple((float(point[0]), float(point[1])) for point in ring) for polygon in polygons for ring in polygon
        )
        across = [x for ring in rings for x, _ in ring]
        up = [y for ring in rings for _, y in ring]
        code = properties.get("code") or codes[properties["name"]]
        found.append(Boundary(code, rings, (min(across), min(up), max(across), max(up))))
    return tuple(found)


def district_at(boundaries: Sequence[Boundary], *, latitude: float, longitude: float) -> str:
    """Return the code of the district around a point in WGS 84 degrees, "" outside the city."""
    for boundary in boundaries:
        west, south, east, north = boundary.box
        if west <= longitude <= east and south <= latitude <= north:
            crossings = sum(_crossings(ring, longitude, latitude) for ring in boundary.rings)
            if crossings % 2:
                return boundary.district_code
    return ""


def _crossings(ring: Ring, x: float, y: float) -> int:
    """Count the sides of a ring that a line from the point to the east crosses."""
    count = 0
    x1, y1 = ring[-1]
    for x2, y2 in ring:
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            count += 1
        x1, y1 = x2, y2
    return count
