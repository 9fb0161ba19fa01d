"""Recognises the page a bot-check shows in place of the one asked for, mostly with status 200.

Such a page is reported as Blocked and never answered. The signs are those of the checks themselves, not the word
"captcha": most shops load a captcha for their contact form.
"""

import re

_LOOKED_AT = 64 * 1024
_TITLES = re.compile(
    rb"<title[^>]*>\s*(?:just a moment|attention required|robot check|access denied|access to this page has been denied"
    rb"|pardon our interruption|are you (?:a )?(?:human|robot)|verify(?:ing)? (?:that )?you are (?:a )?human"
    rb"|security check|bot verification|human verification|captcha|ddos-guard|challenge validation"
    rb"|one more step|please wait\.\.\. \| cloudflare|\xe5\xae\x89\xe5\x85\xa8\xe9\xaa\x8c\xe8\xaf\x81"
    rb"|\xe9\xaa\x8c\xe8\xaf\x81\xe7\xa0\x81)",
    re.IGNORECASE,
)
_SIGNS = (
    b"_cf_chl_opt", b"cf-browser-verification", b"window.gokuprops", b"api-services-support@amazon.com",
    b"/errors/validatecaptcha", b"px-captcha", b"geo.captcha-delivery.com", b"_incapsula_resource?swudnsai",
    b"request unsuccessful. incapsula incident", b"/_____tmd_____/punish", b"our systems have detected unusual traffic",
    b"unusual traffic from your computer network", b"please solve the captcha", b"please complete the captcha",
    b"sec-if-cpt-container",
)  # fmt: skip


def challenge_sign(body: bytes) -> str:
    """The sign of a bot-check in a web page, "" when there is none."""
    start = body[:_LOOKED_AT]
    title = _TITLES.search(start)
    if title:
        return title[0].decode("utf-8", "replace").partition(">")[2].strip()
    lowered = start.lower()
    return next((sign.decode() for sign in _SIGNS if sign in lowered), "")
