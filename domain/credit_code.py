"""统一社会信用代码: the number every organisation in China has, and its check character.

GB 32100-2015: 18 characters of digits and capital letters without I, O, S, V and Z; characters 3 to 8 are the division code of
where it is registered, in digits; the last is a check character over the first 17, weighted by powers of 3 modulo 31.
"""

import re
import unicodedata

CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015, table of characters, each at its value."""

LENGTH = 18
_DIVISION = re.compile(r"..\d{6}")


class WrongCreditCode(ValueError):
    """Not a credit code; `says` and `says_en` name what is wrong and the cure."""

    def __init__(self, says: str, says_en: str) -> None:
        super().__init__(f"{says} · {says_en}")
        self.says, self.says_en = says, says_en


def check_character(body: str) -> str:
    """The check character of the first 17 characters, all of them of `CHARACTERS`."""
    total = sum(CHARACTERS.index(one) * pow(3, place, 31) for place, one in enumerate(body))
    return CHARACTERS[-total % 31]


def credit_code(typed: str) -> str:
    """The code as it is kept, from what was typed in any width and case, with spaces or dashes. Raises `WrongCreditCode`."""
    code = re.sub(r"[\s\-]+", "", unicodedata.normalize("NFKC", typed)).upper()
    if len(code) != LENGTH:
        raise WrongCreditCode(
            f"统一社会信用代码应为 18 位，现为 {len(code)} 位；请按营业执照核对",
            f"a credit code has 18 characters, this has {len(code)}; compare it with the business licence",
        )
    if unknown := next((one for one in code if one not in CHARACTERS), ""):
        raise WrongCreditCode(
            f"统一社会信用代码不含“{unknown}”（不使用 I、O、S、V、Z）；请按营业执照核对，注意 0 与 O、1 与 I、2 与 Z、5 与 S",
            f"a credit code has no “{unknown}” (nor I, O, S, V, Z); look for 0 typed as O, 1 as I, 2 as Z or 5 as S",
        )
    if not _DIVISION.match(code):
        raise WrongCreditCode(
            "第 3 至 8 位是登记机关行政区划码，应为数字；请按营业执照核对",
            "characters 3 to 8 are the division code and are digits; compare it with the business licence",
        )
    if code[-1] != check_character(code[:-1]):
        raise WrongCreditCode(
            "校验码不符：有一位或几位填错；请按营业执照逐位核对",
            "the check character does not fit: some character is mistyped; compare it with the business licence",
        )
    return code
