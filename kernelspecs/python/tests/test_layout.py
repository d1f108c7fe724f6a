import random
import struct

import pytest

from hearth.layout import Malformed, decode, encode

PARTS = [b'{"msg_id":"1"}', b"{}", b"{}", b'{"code":"1"}', b"", b"\x00\xff" * 10]


def test_decode_givesWhatWasEncoded():
    assert decode(encode("iopub", PARTS)) == ("iopub", PARTS)
    assert decode(encode("shell", PARTS[:4])) == ("shell", PARTS[:4])


def test_encode_isLittleEndianOffsetsAndTheParts():
    frame = encode("shell", PARTS[:4])
    assert struct.unpack_from("<8Q", frame) == (6, 56, 61, 75, 77, 79, 91) + struct.unpack_from("<Q", frame, 56)
    assert frame[56:61] == b"shell"
    assert len(frame) == 91


def test_decode_refusesEveryTruncation():
    frame = encode("shell", PARTS)
    for size in range(len(frame)):
        with pytest.raises(Malformed):
            decode(frame[:size])


def test_decode_ofChangedBytes_refusesOrGivesParts():
    chance = random.Random(7)
    frame = encode("shell", PARTS)
    for _ in range(5000):
        changed = bytearray(frame)
        for _ in range(chance.randint(1, 4)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        try:
            channel, parts = decode(bytes(changed))
        except Malformed:
            continue
        assert channel in ("shell", "control", "stdin", "iopub")
        assert len(parts) >= 4


@pytest.mark.parametrize("channel", ["hb", "shel", "", "x" * 40])
def test_decode_refusesOtherChannels(channel):
    with pytest.raises(Malformed):
        decode(encode(channel, PARTS))
