"""The browser itself: what every journey takes for granted."""


def test_the_browser_sees_the_service_as_a_british_caseworker(live_server, browser_page):
    answer = browser_page.goto(f"{live_server.url}/health/ready")
    assert answer.status == 200
    assert browser_page.evaluate("[innerWidth, innerHeight, navigator.language]") == [1280, 900, "en-GB"]
    zone = browser_page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    assert zone == "Europe/London"
