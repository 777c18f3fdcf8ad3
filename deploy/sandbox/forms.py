"""Forms with files (multipart/form-data), read with what Python brings for e-mail."""

from email.parser import BytesParser
from email.policy import HTTP


def first_file(*, content_type: str, body: bytes) -> tuple[str, bytes] | None:
    """Return the name and content of the first file in a form; None where there is none."""
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    for part in message.iter_parts() if message.is_multipart() else ():
        name = part.get_filename()
        if name:
            content = part.get_payload(decode=True)
            return name, content if isinstance(content, bytes) else b""
    return None
