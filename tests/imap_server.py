"""An IMAP server on loopback (Twisted's), in a process of its own that ends when its standard input does.

`python imap_server.py [PEM]` prints its port; with a PEM of key and certificate it speaks TLS from the start. One user,
`haishao` with `open sesame`; folders INBOX and 退信; mails are added by APPEND, as any client does.
"""

import io
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from twisted.cred.checkers import InMemoryUsernamePasswordDatabaseDontUse
from twisted.cred.portal import IRealm, Portal
from twisted.internet import reactor, ssl, stdio
from twisted.internet.defer import Deferred, succeed
from twisted.internet.protocol import Factory, Protocol
from twisted.mail.imap4 import IMAP4Server, MemoryAccount, MessageSet
from twisted.mail.interfaces import IAccountIMAP, IMailboxIMAP, IMessageIMAP, IMessageIMAPFile
from zope.interface import implementer


@implementer(IMessageIMAP, IMessageIMAPFile)
class Mail:
    def __init__(self, uid: int, raw: bytes, flags: Iterable[str]) -> None:
        self.uid, self.raw, self.flags = uid, raw, set(flags)

    def open(self) -> io.BytesIO:
        return io.BytesIO(self.raw)

    def getUID(self) -> int:
        return self.uid

    def getFlags(self) -> list[str]:
        return sorted(self.flags)

    def getSize(self) -> int:
        return len(self.raw)

    def getInternalDate(self) -> str:
        return "Mon, 23 Nov 2026 08:00:05 +0000"

    def getBodyFile(self) -> io.BytesIO:
        return io.BytesIO(self.raw)

    def getHeaders(self, negate: bool, *names: str) -> dict[str, str]:
        return {}

    def isMultipart(self) -> bool:
        return False


@implementer(IMailboxIMAP)
class Folder:
    def __init__(self) -> None:
        self.mails: list[Mail] = []

    def getUIDValidity(self) -> int:
        return 7

    def getUIDNext(self) -> int:
        return len(self.mails) + 1

    def getUID(self, number: int) -> int:
        return self.mails[number - 1].uid

    def getMessageCount(self) -> int:
        return len(self.mails)

    def getRecentCount(self) -> int:
        return 0

    def getUnseenCount(self) -> int:
        return sum("\\Seen" not in mail.flags for mail in self.mails)

    def isWriteable(self) -> bool:
        return True

    def getFlags(self) -> list[str]:
        return ["\\Seen", "\\Deleted"]

    def getHierarchicalDelimiter(self) -> str:
        return "/"

    def requestStatus(self, names: Iterable[str]) -> dict[str, int]:
        return {"MESSAGES": len(self.mails)}

    def addListener(self, listener: object) -> None: ...

    def removeListener(self, listener: object) -> None: ...

    def addMessage(self, content: io.BytesIO, flags: Iterable[str] = (), date: object = None) -> Deferred:
        self.mails.append(Mail(len(self.mails) + 1, content.read(), flags))
        return succeed(None)

    def fetch(self, messages: MessageSet, uid: bool) -> list[tuple[int, Mail]]:
        messages.last = len(self.mails)
        return [(n, self.mails[n - 1]) for n in messages if 1 <= n <= len(self.mails)]

    def store(self, messages: MessageSet, flags: Iterable[str], mode: int, uid: bool) -> dict[int, list[str]]:
        changed = {}
        for number, mail in self.fetch(messages, uid):
            mail.flags = (
                set(flags) if mode == 0 else mail.flags | set(flags) if mode == 1 else mail.flags - set(flags)
            )
            changed[number] = mail.getFlags()
        return changed


class Account(MemoryAccount):
    def _emptyMailbox(self, name: str, id: int) -> Folder:
        return Folder()


@implementer(IRealm)
class Realm:
    def __init__(self) -> None:
        self.account = Account("haishao")
        self.account.addMailbox("INBOX")
        self.account.addMailbox("退信")

    def requestAvatar(
        self, name: object, mind: object, *interfaces: object
    ) -> tuple[object, object, Callable]:
        return IAccountIMAP, self.account, lambda: None


class Server(IMAP4Server):
    """With the ID of RFC 2971: as at NetEase, who does not say its name opens no folder."""

    named = False

    def capabilities(self) -> dict[bytes, object]:
        return {**super().capabilities(), b"ID": None}

    def do_ID(self, tag: bytes, rest: bytes) -> None:
        self.named = True
        self.sendUntaggedResponse(b'ID ("name" "test")')
        self.sendPositiveResponse(tag, b"ID completed")

    auth_ID = (do_ID, IMAP4Server.arg_line)

    def do_SELECT(self, tag: bytes, *rest: object) -> None:
        if self.named:
            self._selectWork(tag, *rest)
        else:
            self.sendNegativeResponse(tag, b"SELECT Unsafe Login. Please contact kefu@188.com for help")

    auth_SELECT = (do_SELECT, IMAP4Server.arg_astring, 1, b"SELECT")
    select_SELECT = auth_SELECT


class Ending(Protocol):
    def connectionLost(self, reason: object = None) -> None:
        if reactor.running:
            reactor.stop()


def main(pem: str = "") -> None:
    portal = Portal(Realm(), [InMemoryUsernamePasswordDatabaseDontUse(haishao=b"open sesame")])

    def session(_address: object) -> Server:
        server = Server()
        server.portal = portal
        return server

    factory = Factory.forProtocol(session)
    factory.buildProtocol = session
    if pem:
        options = ssl.PrivateCertificate.loadPEM(Path(pem).read_text()).options()
        port = reactor.listenSSL(0, factory, options, interface="127.0.0.1")
    else:
        port = reactor.listenTCP(0, factory, interface="127.0.0.1")
    print(port.getHost().port, flush=True)
    stdio.StandardIO(Ending())
    reactor.callLater(120, reactor.stop)
    reactor.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
