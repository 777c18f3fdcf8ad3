"""Photos: where they were taken is read first; then they are drawn anew, so that nothing else of the file is left."""

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PIL import ExifTags, Image, ImageOps

from files.formats import JPEG, PNG, Unacceptable
from files.types import LARGEST_PICTURE, LONGEST_SIDE, Point

Image.MAX_IMAGE_PIXELS = None  # we look at the size ourselves, before anything is decoded
DECODERS = ("JPEG", "PNG", "GIF", "WEBP")
JPEG_QUALITY = 85


@dataclass(frozen=True)
class Picture:
    """A picture drawn anew; sizes in pixels."""

    content: bytes
    content_type: str
    ending: str
    width: int
    height: int
    point: Point | None


def redraw(content: bytes) -> Picture:
    """Return the picture in `content` upright, at most 4,096 pixels long, without EXIF or anything beside the pixels.

    PNG stays PNG, everything else becomes JPEG. Raises Unacceptable: broken, or bomb (more than 50 million pixels).
    """
    try:
        with Image.open(io.BytesIO(content), formats=DECODERS) as image:
            if image.width * image.height > LARGEST_PICTURE:
                raise Unacceptable("bomb")
            point = _point(image)
            is_png = image.format == "PNG"
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(image)
            return _encoded(_flat(upright, keep_transparency=is_png), is_png=is_png, point=point)
    except Unacceptable:
        raise
    except Exception as error:  # decoders of damaged files raise whatever they come upon
        raise Unacceptable("broken") from error


def _flat(image: Image.Image, *, keep_transparency: bool) -> Image.Image:
    """Return the pixels alone, in a picture that knows nothing of the file they came from."""
    transparent = keep_transparency and image.has_transparency_data
    pixels = image.convert("RGBA" if transparent else "RGB")
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    clean = Image.new(pixels.mode, pixels.size)
    clean.paste(pixels)
    return clean


def _encoded(image: Image.Image, *, is_png: bool, point: Point | None) -> Picture:
    output = io.BytesIO()
    if is_png:
        image.save(output, "PNG")
    else:
        image.save(output, "JPEG", quality=JPEG_QUALITY)
    return Picture(
        content=output.getvalue(),
        content_type=PNG if is_png else JPEG,
        ending=".png" if is_png else ".jpg",
        width=image.width,
        height=image.height,
        point=point,
    )


def _point(image: Image.Image) -> Point | None:
    """Return where the photo says it was taken; None where it does not say, or says nonsense."""
    try:
        tags: Mapping[int, Any] = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(tags[ExifTags.GPS.GPSLatitude], tags.get(ExifTags.GPS.GPSLatitudeRef), "S")
        longitude = _degrees(tags[ExifTags.GPS.GPSLongitude], tags.get(ExifTags.GPS.GPSLongitudeRef), "W")
    except Exception:  # whatever the camera, or somebody by hand, wrote there
        return None
    sensible = math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    return Point(latitude, longitude) if sensible and (latitude or longitude) else None


def _degrees(parts: Any, reference: Any, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return round(-value if str(reference).upper().startswith(negative) else value, 6)
