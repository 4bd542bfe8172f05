"""Texts, a page and a feed entry of our own, for tests of reading."""

from datetime import date

DUTCH = ("De winst van het bedrijf is in het vierde kwartaal met twaalf procent gestegen, en dat is meer dan het "
         "jaar ervoor. Ook de omzet nam toe, maar niet zo hard als beleggers hadden gehoopt.")
ENGLISH = ("Profit of the company rose by twelve percent in the fourth quarter, and that is more than it was in the "
           "year before. Its revenue has also risen, but not by as much as investors had hoped for.")
FRENCH = ("Le bénéfice de la société a augmenté de douze pour cent au quatrième trimestre, et les ventes ont également "
          "progressé, mais moins que ce que les investisseurs avaient espéré pour cette année.")
DAY = date(2026, 2, 5)
FRONT = """---
title: "Kop: met dubbele punt"
date: 2026-02-05
lang: nl
url: https://krant.example/1
publisher: De Krant
sources: [a, b]
---

"""
PAGE = """<!doctype html><html lang="nl-NL"><head><meta charset="{charset}">
<title>Winst van ASML stijgt | De Krant</title>
<meta property="og:site_name" content="De Krant"><meta property="og:title" content="Winst van ASML stijgt">
<link rel="canonical" href="https://krant.example/asml">
<meta property="article:published_time" content="2026-02-05T07:00:00+01:00"></head>
<body><nav><a href="/">Voorpagina</a></nav><main><article><h1>Winst van ASML stijgt</h1>
<p>ASML boekte 2,84 miljard euro winst in het vierde&nbsp;kwar&shy;taal, meldt het bedrijf <b>woens</b>dag. Dat is één
procent meer.</p><h2>Vooruitzicht</h2><ul><li>Omzet: 34 tot 39 miljard</li><li>Marge: 51 procent</li></ul>
<p>De koers zakte daarna, want beleggers hadden op meer gehoopt dan dit.</p></article></main>
<footer>© 2026 De Krant</footer><script>alert("weg")</script></body></html>"""
ROW = {"title": "Kop", "text": "Tekst", "date": "2026-02-05", "lang": "nl", "url": "https://x.example/1",
       "publisher": "De Krant", "extra": [1]}
