"""The furniture of a page: head, header, navigation and footer around what it is about."""

from __future__ import annotations

from html import escape

_NAVIGATION = ("Racecards", "Results", "News", "Tips", "Horses")


def document(title: str, address: str, body: str, *, head: str = "") -> bytes:
    """Return a whole page, UTF-8.

    :param address: its canonical path.
    :param body: markup of what stands between header and footer.
    """
    links = "".join(
        f'<li class="rp-nav__item"><a class="rp-nav__link" href="/{word.lower()}">{word}</a></li>'
        for word in _NAVIGATION
    )
    return f"""<!DOCTYPE html>
<html lang="en" data-ng-app="RacingPost">
<head>
<meta charset="utf-8">
<title>{escape(title)} | Racing Post</title>
<link rel="canonical" href="https://www.racingpost.com{escape(address)}">
<meta name="description" content="{escape(title)}: full result, comments &amp; prize money">
<style>.rp-horseTable__commentRow {{ display: table-row }} td > span {{ padding: 0 }}</style>
<script>window.dataLayer = window.dataLayer || [];
if (1 < 2) {{ dataLayer.push({{"page": "results"}}); }}</script>
{head}</head>
<body class="ng-cloak">
<header class="rp-header"><a href="/" class="rp-header__logo">Racing Post</a>
<span class="rp-header__user" data-test-selector="text-userName">Log in</span>
<nav class="rp-nav"><ul>{links}</ul></nav></header>
<aside class="rp-next"><span class="rp-next__title">Next off</span>
<a href="/racecards/1353/newcastle-aw/today/900001" data-test-selector="link-nextRace">
3:15 Newcastle (AW)</a></aside>
{body}
<footer class="rp-footer"><a href="/results/find" data-test-selector="link-resultsFinder">Results finder</a>
<p>Gamble responsibly. Prices are subject to change &mdash; 18+.</p></footer>
</body>
</html>
""".encode()
