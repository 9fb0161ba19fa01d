"""FTP, by which some offices give their files: a file in pieces, or what a folder holds.

User and password stand in the address, as offices publish them for everybody: `ftp://user:password@host/folder/`.
They are no secrets; a source that has secrets is asked by https alone.
"""

from collections.abc import AsyncIterator
from typing import Final
from urllib.parse import unquote, urlsplit

import aioftp

TIMEOUT: Final = 60.0
"""Seconds one answer of the server may take."""

MOST_FILES: Final = 20_000
"""Files of a folder that are listed."""

FTP_ERRORS: Final = (aioftp.AIOFTPException, OSError, EOFError)
"""What a lost connection or a refusing server raises."""

_CHUNK = 256 * 1024


async def ftp_pieces(url: str, *, address: str = "") -> AsyncIterator[bytes]:
    """The bytes at an `ftp:` address. Raises FileNotFoundError, PermissionError, or one of FTP_ERRORS.

    `address` is that of the host, when it has been looked up already. An `ftp:` address that ends in `/` is a
    folder: a line for each of its files, `YYYYMMDDHHMMSS SIZE NAME`, by that order.
    """
    asked = urlsplit(url)
    path = unquote(asked.path) or "/"
    client = aioftp.Client(
        socket_timeout=TIMEOUT,
        path_timeout=TIMEOUT,
        connection_timeout=TIMEOUT,
        passive_commands=("epsv",),  # PASV lets the server name the address to connect to, any address
    )
    try:
        await client.connect(address or asked.hostname or "", asked.port or aioftp.DEFAULT_PORT)
        await client.login(unquote(asked.username or "anonymous"), unquote(asked.password or "anonymous"))
        if path.endswith("/"):
            yield await _listing(client, path)
        elif not await client.is_file(path):
            raise FileNotFoundError(url)
        else:
            async with client.download_stream(path) as stream:
                async for piece in stream.iter_by_block(_CHUNK):
                    yield piece
        await client.quit()
    except aioftp.StatusCodeError as error:
        if error.received_codes[-1].matches("550"):
            raise FileNotFoundError(url) from error
        if error.received_codes[-1].matches("530"):
            raise PermissionError(url) from error
        raise
    finally:
        client.close()


async def _listing(client: aioftp.Client, folder: str) -> bytes:
    lines = []
    async for path, info in client.list(folder):
        if info.get("type") == "file":
            lines.append(f"{info.get('modify', '0')} {info.get('size', '0')} {path.name}")
        if len(lines) > MOST_FILES:
            raise OSError(f"{folder}: more than {MOST_FILES:,} files")
    return "".join(f"{line}\n" for line in sorted(lines)).encode()
