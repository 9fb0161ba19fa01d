"""How a test comes to the console in a browser."""

from tests.made_up import PASSWORD

PHONE, DESKTOP = {"width": 360, "height": 780}, {"width": 1280, "height": 800}


def sign_in(context: object, user: str) -> object:
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation(url=lambda url: not url.endswith("/sign-in")):
        page.keyboard.press("Enter")
    return page
