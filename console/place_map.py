"""A small map of one district with the spot a conversation is about."""

from dataclasses import dataclass
from functools import lru_cache

from console.drawing import Frame, Point, Ring, frame_around, path_of, rings_of
from districts.selectors import districts_geojson, gazetteer_version

SIZE = 240.0
MARGIN = 12.0


@dataclass(frozen=True)
class PlaceMap:
    """The outline of a district as an SVG path in a square drawing."""

    path: str
    frame: Frame

    def at(self, *, latitude: float, longitude: float) -> Point | None:
        """Return where a spot lies in the drawing, None when it lies outside of it."""
        x, y = self.frame.at(latitude=latitude, longitude=longitude)
        return (round(x, 1), round(y, 1)) if 0 <= x <= SIZE and 0 <= y <= SIZE else None


def place_map(*, district_code: str) -> PlaceMap | None:
    """Return the map of a district as loaded now; None for city hall and unknown codes. One query."""
    return _drawn(gazetteer_version()).get(district_code)


@lru_cache(maxsize=2)
def _drawn(_version: int) -> dict[str, PlaceMap]:
    return {str(feature["id"]): _draw(rings_of(feature["geometry"])) for feature in districts_geojson()["features"]}


def _draw(rings: list[Ring]) -> PlaceMap:
    frame, _height = frame_around(rings, margin=MARGIN, width=SIZE, height=SIZE)
    return PlaceMap(path=path_of([frame.place(ring) for ring in rings]), frame=frame)
