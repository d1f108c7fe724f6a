import hashlib
import hmac

import pytest

from hearth.errors import HearthError
from hearth.kernel.signing import DELIMITER, Forged, Signer

PARTS = [b'{"a": 1}', b"{}", b"{}", b'{"b":2}']


def test_sign_coversTheFourDictsAlone():
    expected = hmac.new(b"key", b"".join(PARTS), hashlib.sha256).hexdigest().encode()
    assert Signer(b"key").sign([*PARTS, b"buffer"]) == expected
    assert Signer(b"key", "hmac-sha512").sign(PARTS) == hmac.new(b"key", b"".join(PARTS), "sha512").hexdigest().encode()


def test_unwrap_givesWhatWasWrapped():
    frames = Signer(b"key").wrap([b"one", b"two"], [*PARTS, b"buffer"])
    assert Signer(b"key").unwrap(frames) == ([b"one", b"two"], [*PARTS, b"buffer"])


def test_emptyKey_signsNothing_andTakesEverything():
    signer = Signer(b"")
    assert signer.wrap([], PARTS)[1] == b""
    for _ in range(2):
        assert signer.unwrap([DELIMITER, b"anything", *PARTS]) == ([], PARTS)


@pytest.mark.parametrize(
    "frames",
    [[], [b"x"], [DELIMITER], [DELIMITER, b"", b"{}", b"{}", b"{}"], [DELIMITER, b"", *PARTS], [DELIMITER, b"0" * 64, *PARTS]],
)
def test_unwrap_refusesWhatIsNotSigned(frames):
    with pytest.raises(Forged):
        Signer(b"key").unwrap(frames)


def test_unwrap_refusesASignatureThatItHasSeen():
    signer = Signer(b"key")
    frames = signer.wrap([], PARTS)
    signer.unwrap(frames)
    with pytest.raises(Forged, match="before"):
        signer.unwrap(frames)


@pytest.mark.parametrize("scheme", ["hmac-crc32", "sha256", "", "hmac-__class__"])
def test_unknownScheme_isRefused(scheme):
    with pytest.raises(HearthError):
        Signer(b"key", scheme)
