"""The child that decodes: reads pictures from a socket one after the other, and answers each. `python -m pictures.child FD`.

A request is a length (4 bytes, big-endian) and a file. An answer is `P`, width, height (4 bytes each) and the pixels, or
`R`, a length and JSON with the reason of a refusal. The child may write no file and start with no secret in its
environment; whatever a decoder does to it, only its picture is lost.
"""

import json
import resource
import socket
import struct
import sys

from domain.fault_kind import FaultKind
from domain.picture import Picture
from pictures.limits import MOST_MEMORY, MOST_SECONDS
from pictures.raster import raster
from pictures.refused import Refused
from pictures.vector import drawing, is_drawing

_RAISED_FOR_MEMORY = (MemoryError, OverflowError)


def main() -> None:
    """Answers until the socket is closed."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with socket.socket(fileno=int(sys.argv[1])) as line, line.makefile("rwb") as talk:
        while len(head := talk.read(4)) == 4:
            (size,) = struct.unpack("!I", head)
            data = talk.read(size)
            if len(data) < size:
                return
            _allow_seconds()
            talk.write(answer_to(data))
            talk.flush()


def _allow_seconds() -> None:
    """Processor time for one more picture; beyond it the kernel ends this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + MOST_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def answer_to(data: bytes) -> bytes:
    """The answer to one file."""
    try:
        picture = decoded(data)
    except Refused as refusal:
        return _refusal(refusal)
    except _RAISED_FOR_MEMORY as error:
        return _refusal(Refused(FaultKind.PICTURE_COSTLY, type(error).__name__))
    except Exception as error:  # noqa: BLE001 a decoder may raise anything on bytes made to break it
        return _refusal(Refused(FaultKind.PICTURE_BROKEN, f"{type(error).__name__}: {error}"[:200]))
    return b"P" + struct.pack("!II", picture.width, picture.height) + picture.rgba


def decoded(data: bytes) -> Picture:
    """The picture of a file, in this very process. Raises Refused, or whatever the decoders raise."""
    if not data:
        raise Refused(FaultKind.PICTURE_EMPTY, "0 bytes")
    return drawing(data) if is_drawing(data) else raster(data)


def _refusal(refusal: Refused) -> bytes:
    said = json.dumps({"kind": refusal.kind.value, "detail": refusal.detail}).encode()
    return b"R" + struct.pack("!I", len(said)) + said


if __name__ == "__main__":
    main()
