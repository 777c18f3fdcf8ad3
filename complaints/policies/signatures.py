"""Reading a list of signatures (연명부), and how its lines are masked."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from korean import phone
from korean.privacy import clean_text

LONGEST_NAME = 40
MOST_LINES = 2_000
MOST_REPRESENTATIVES = 3
"""민원처리법 시행령 §8: three or more who file together are asked for up to three who speak for them."""
MOST_SHOWN_ERRORS = 10
MARK = "대표"


@dataclass(frozen=True)
class Signature:
    """One line: a name, perhaps a mobile number (E.164), and whether they speak for the others."""

    name: str
    phone: str
    representative: bool


def read_signatures(text: str) -> tuple[list[Signature], list[str]]:
    """Return the lines of a pasted list ("이름, 전화, 대표": the last two may be left out; a tab does for a comma), and
    what is wrong with it, in words that name the line. Where anything is wrong nothing of it may be used."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_LINES:
        return [], [_("연명부에는 %(most)d명까지 적을 수 있습니다.") % {"most": MOST_LINES}]
    signatures: list[Signature] = []
    errors: list[str] = []
    first_with: dict[str, int] = {}
    for number, line in lines:
        try:
            signature = _read(line)
            if signature.phone and (first := first_with.setdefault(signature.phone, number)) != number:
                raise ValueError(_("전화번호가 %(first)d번째 줄과 같습니다.") % {"first": first})
        except ValueError as error:
            errors.append(_("%(number)d번째 줄: %(what)s") % {"number": number, "what": error})
        else:
            signatures.append(signature)
    return signatures, errors[:MOST_SHOWN_ERRORS] or _errors_of_all(signatures)


def _read(line: str) -> Signature:
    """Return what a line says. Raises ValueError with what is wrong with it."""
    name, *rest = [clean_text(part).strip() for part in line.replace("\t", ",").split(",")]
    representative = MARK in rest or f"{MARK}자" in rest
    numbers = [part for part in rest if part and part not in (MARK, f"{MARK}자")]
    if not name:
        raise ValueError(_("이름이 없습니다."))
    if len(name) > LONGEST_NAME or any(character.isdecimal() for character in name):
        raise ValueError(_("이름은 숫자 없이 %(most)d자까지 적습니다.") % {"most": LONGEST_NAME})
    if len(numbers) > 1:
        raise ValueError(_("‘이름, 전화, 대표’만 적습니다."))
    number = _mobile(numbers[0]) if numbers else ""
    if representative and not number:
        raise ValueError(_("대표자는 휴대전화 번호가 있어야 합니다."))
    return Signature(name=name, phone=number, representative=representative)


def _mobile(written: str) -> str:
    try:
        number = phone.normalise(written)
    except phone.InvalidPhoneNumber:
        number = ""
    if not phone.is_mobile(number):
        raise ValueError(_("휴대전화 번호를 읽을 수 없습니다. 010-1234-5678처럼 적거나 비워 두세요."))
    return number


def _errors_of_all(signatures: list[Signature]) -> list[str]:
    representatives = sum(signature.representative for signature in signatures)
    if len(signatures) < 2:
        return [_("두 사람 이상을 한 줄에 한 사람씩 적어 주세요.")]
    if not 1 <= representatives <= MOST_REPRESENTATIVES:
        return [_("대표자 1~3명의 줄 끝에 ‘대표’를 적어 주세요(시행령 제8조).")]
    return []


def masked_name(name: str) -> str:
    """Return the name with all but its first and last character starred (김*수); of two characters the last."""
    if len(name) <= 2:
        return name[:1] + "*" * (len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]
