"""The shop of `haishao bench crawl`: `python -m haishao.bench.crawl_shop PRODUCTS` prints its port and serves.

`/HOST/list/N` leads to fifty products and to the next list, `/HOST/p/N` is a product with schema.org data. Pages
are about as long as a small shop's. It is one loop without a framework, so that the crawlers are what is measured.
"""

import asyncio
import json
import sys

PER_LIST = 50
_FILLER = "".join(
    f"<p class='t'>Made up text number {n} of a made up product, of no meaning.</p>" for n in range(60)
)


class Shop(asyncio.Protocol):
    """Answers one connection after the other, each request as it comes."""

    products = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the way back."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._asked = b""

    def data_received(self, data: bytes) -> None:
        """Answers every whole request."""
        self._asked += data
        while b"\r\n\r\n" in self._asked:
            head, _, self._asked = self._asked.partition(b"\r\n\r\n")
            self._transport.write(self._answer(head.split(b" ", 2)[1].decode("ascii")))

    def _answer(self, path: str) -> bytes:
        kind, _, number = path.rpartition("/")
        if not number.isdigit():
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        body = (self._list(int(number)) if kind.endswith("/list") else _product(int(number))).encode()
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%b"
            % (
                len(body),
                body,
            )
        )

    def _list(self, number: int) -> str:
        first = number * PER_LIST
        numbers = range(first, min(first + PER_LIST, self.products))
        links = "".join(f"<li><a class='product' href='../p/{n}'>{n}</a></li>" for n in numbers)
        more = f"<a class='next' href='{number + 1}'>next</a>" if numbers.stop < self.products else ""
        return f"<!DOCTYPE html><html><body><ul>{links}</ul>{more}</body></html>"


def _product(number: int) -> str:
    data = {
        "@type": "Product",
        "name": f"Product {number}",
        "sku": str(number),
        "brand": {"name": f"Brand {number % 997}"},
    }
    return (
        f"<!DOCTYPE html><html><head><title>{number}</title><script type='application/ld+json'>{json.dumps(data)}"
        f"</script></head><body><h1>Product {number}</h1>{_FILLER}</body></html>"
    )


async def _serve(products: int) -> None:
    Shop.products = products
    server = await asyncio.get_running_loop().create_server(Shop, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
