"""What can be wrong with a pack, and with making one."""


class PackBroken(Exception):
    """The first link that does not hold: `place` in the pack, and what is wrong in Chinese and English."""

    def __init__(self, place: str, zh: str, en: str) -> None:
        super().__init__(f"{place}: {zh} · {en}")
        self.place = place
        self.zh = zh
        self.en = en


class NotStamped(Exception):
    """A time-stamp authority gave no token that can be used; the message says which and why, never a password."""
