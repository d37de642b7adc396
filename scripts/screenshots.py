"""Take the README's pictures from a running demo: make demo, then python scripts/screenshots.py.

Log-ins are those that the demo prints; name a supplier's and a buyer's.
"""

import argparse
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PASSWORD = "fairmatch-demo"  # noqa: S105 - printed by the demo
ORGANISER = "organiser@fair.example"
IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


def logged_in(browser: Browser, site: str, *, email: str, viewport: dict[str, int]) -> Page:
    """Return a page of a person who has logged in, in English."""
    context = browser.new_context(viewport=viewport, base_url=site, locale="en")
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
    return page


def take(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png")


def first_link(page: Page, address: str, pattern: str) -> str:
    """Return where the first link whose address holds `pattern` leads."""
    page.goto(address)
    return str(page.locator(f"main a[href*='{pattern}']").first.get_attribute("href"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("slug")
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--supplier", required=True)
    parser.add_argument("--buyer", required=True)
    options = parser.parse_args()
    fair = f"/{options.slug}"
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        buyer = logged_in(browser, options.site, email=options.buyer, viewport=DESK)
        take(buyer, f"{fair}/home/", "buyer-home")
        need = first_link(buyer, f"{fair}/matches/", f"{fair}/matches/needs/")
        buyer.goto(need)
        explanation = buyer.locator("main article details, main table details").first
        explanation.locator("summary").click()
        explanation.scroll_into_view_if_needed()
        buyer.screenshot(path=IMAGES / "match.png")
        supplier = logged_in(browser, options.site, email=options.supplier, viewport=PHONE)
        take(supplier, f"{fair}/meetings/agenda/", "agenda-phone")
        organiser = logged_in(browser, options.site, email=ORGANISER, viewport=DESK)
        plan = first_link(organiser, f"{fair}/meetings/plans/", f"{fair}/meetings/plans/")
        take(organiser, plan, "plan")
        browser.close()


if __name__ == "__main__":
    main()
