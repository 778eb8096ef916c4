"""A town of invented sites on loopback: one server, which tells them apart by the Host header.

Each site says which addresses are its notices and which paths nobody may ask for. The server keeps count of
every request, so that tests can see what a crawler really did.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

Answer = tuple[int, dict[str, str], bytes]
Page = bytes | str | Answer | Callable[["Town", str], Answer]


@dataclass
class TownSite:
    """A site: ``notices`` are the addresses (host and path) that a crawler should find, if any."""

    host: str
    pages: dict[str, Page]
    notices: set[str] = field(default_factory=set)
    forbidden: tuple[str, ...] = ()
    outcome: str = "found"
    robots: Page | None = None
    other: Page | None = None
    aliases: tuple[str, ...] = ()
    listed: bool = True


def notice(organisation: str, register: str = "Asiakasrekisteri") -> str:
    """Return the main part of a notice in Finnish."""
    return f"""<main><h1>{register}n tietosuojaseloste</h1>
<h2>Rekisterinpitäjä</h2><p>{organisation}, Esimerkkikatu 1, 00999 Mallila. Yhteyshenkilö vastaa mielellään.</p>
<h2>Käsittelyn tarkoitus ja oikeusperuste</h2><p>Käsittelemme henkilötietoja asiakassuhteen hoitamiseen.
Käsittely perustuu sopimukseen ja lakisääteisiin velvoitteisiin, markkinointi suostumukseen.</p>
<h2>Rekisterin tietosisältö</h2><ul><li>nimi</li><li>sähköpostiosoite</li><li>tilaushistoria</li></ul>
<h2>Tietojen luovutukset ja siirrot</h2><p>Tietoja ei luovuteta ulkopuolisille eikä siirretä EU:n ulkopuolelle.</p>
<h2>Säilytysaika</h2><p>Tiedot säilytetään kuusi vuotta asiakassuhteen päättymisestä.</p>
<h2>Rekisteröidyn oikeudet</h2><p>Sinulla on oikeus tarkastaa ja oikaista tietosi. Voit valittaa myös
tietosuojavaltuutetulle, jos katsot, että tietojasi on käsitelty väärin.</p></main>"""


SWEDISH = """<main><h1>Dataskyddsbeskrivning</h1><h2>Personuppgiftsansvarig</h2><p>Skärgårdens Båtar Ab, Hamnen 2.</p>
<h2>Ändamål och rättslig grund</h2><p>Vi behandlar personuppgifter för att sköta kundrelationen och det sker
med stöd av avtal. För marknadsföring ber vi om samtycke som du kan återkalla när som helst.</p>
<h2>Mottagare</h2><p>Uppgifterna utlämnas inte till andra och överförs inte till tredje land.</p>
<h2>Lagringstid</h2><p>Uppgifterna lagras i fem år efter att kundrelationen har upphört.</p>
<h2>Den registrerades rättigheter</h2><p>Du har rätt till insyn och rätt att rätta uppgifter. Du kan också
kontakta dataombudsmannen om du anser att behandlingen inte är laglig.</p></main>"""

ENGLISH = """<main><h1>Privacy notice</h1><h2>Controller</h2><p>Northern Gadgets Oy, Sample Street 3, Mallila.</p>
<h2>Purpose and legal basis</h2><p>We process personal data to fulfil our contracts with you and, for our
newsletter, on the basis of your consent. We collect your name, address and order history.</p>
<h2>Recipients</h2><p>We do not disclose the data to third parties and there is no transfer to third countries.</p>
<h2>Retention</h2><p>The data is stored for five years and then erased from all of our systems.</p>
<h2>Your rights</h2><p>You have the right to access and rectification. You may also lodge a complaint with the
data protection ombudsman, which is the supervisory authority in Finland.</p></main>"""

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
DOCX = b"PK\x03\x04" + b"\0" * 40 + b"word/document.xml"


def page(body: str, title: str = "Etusivu", head: str = "", language: str = "fi") -> str:
    """Return a page as a content management system would make it."""
    return f"""<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>
<body><header><nav><a href="/">Etusivu</a> <a href="/palvelut">Palvelut</a></nav></header>{body}</body></html>"""


def home(*links: str, text: str = "", head: str = "") -> str:
    """Return a home page with links in its footer."""
    words = text or (
        "Tervetuloa sivuillemme! Olemme paikallinen yritys, joka palvelee asiakkaitaan hyvin ja pitkäjänteisesti. "
        "Meiltä saat kaiken, mitä kotiin ja mökille tarvitaan, ja kuljetus kuuluu aina hintaan. Poikkea käymään "
        "tai soita, niin kerromme lisää tuotteista, toimitusajoista ja maksutavoista. Palvelemme arkisin kello "
        "yhdeksästä viiteen ja lauantaisin kahteen asti, sunnuntaisin olemme kiinni. Nähdään myymälässä pian!"
    )
    footer = " ".join(links)
    return page(f"<main><h1>Tervetuloa</h1><p>{words}</p></main><footer>{footer}</footer>", head=head)


def link(path: str, text: str) -> str:
    """Return a link."""
    return f'<a href="{path}">{text}</a>'


SELOSTE = link("/tietosuojaseloste", "Tietosuojaseloste")


def html(body: str, status: int = 200, **headers: str) -> Answer:
    """Return an HTML answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, {"Content-Type": "text/html; charset=utf-8", **named}, body.encode()


def moved(target: str, status: int = 301) -> Answer:
    """Return a redirect."""
    return status, {"Location": target}, b""


def file(body: bytes, media_type: str) -> Answer:
    """Return a file."""
    return 200, {"Content-Type": media_type}, body


class Town:
    """The running town. ``hits`` counts (host, path); ``times`` keeps when; ``reached`` counts the private server."""

    def __init__(self, sites: Iterable[TownSite], slowness: float = 0.0) -> None:
        self.sites = list(sites)
        self.slowness = slowness
        self.hits: Counter[tuple[str, str]] = Counter()
        self.conditional: Counter[tuple[str, str]] = Counter()
        self.times: dict[str, list[float]] = {}
        self.agents: set[str] = set()
        self.at_once: Counter[str] = Counter()
        self.most_at_once = 0
        self.private_hits = 0
        self._lock = Lock()
        self._by_host = {name: site for site in self.sites for name in (site.host, *site.aliases)}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._private = ThreadingHTTPServer(("127.0.0.2", 0), self._private_handler())
        self._private.daemon_threads = True
        self.private_port = self._private.server_address[1]

    def __enter__(self) -> Town:
        for server in (self._server, self._private):
            server.handle_error = lambda *arguments: None  # type: ignore[method-assign]
            Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        for server in (self._server, self._private):
            server.shutdown()
            server.server_close()

    @property
    def hosts(self) -> dict[str, str]:
        """Where each name of the town is."""
        return dict.fromkeys(self._by_host, "127.0.0.1") | {"intra.test": "127.0.0.2"}

    def url(self, host: str, path: str = "/") -> str:
        """Return the address of a page."""
        return f"http://{host}:{self.port}{path}"

    def truth(self) -> set[str]:
        """Return the addresses of all notices of listed sites."""
        return {
            self.url(*place.split("/", 1)[:1], "/" + place.split("/", 1)[1])
            for site in self.sites
            for place in site.notices
            if site.listed
        }

    def violations(self) -> list[tuple[str, str]]:
        """Return what was asked for although robots.txt forbids it."""
        return [
            (host, path)
            for host, path in self.hits
            if path != "/robots.txt" and path.startswith(self._by_host[host].forbidden or ("\0",))
        ]

    def answer(self, host: str, path: str) -> Answer:
        """Return what the town answers."""
        site = self._by_host.get(host)
        if site is None:
            return html("?", 421)
        found: Page | None
        if path == "/robots.txt":
            found = site.robots or (404, {}, b"")
        else:
            found = site.pages.get(path) or site.pages.get(path.partition("?")[0]) or site.other
        if callable(found):
            found = found(self, path)
        if found is None:
            return html(page("<h1>404</h1>"), 404)
        if isinstance(found, tuple):
            status, headers, body = found
            filled = {name: value.replace("PORT", str(self.port)) for name, value in headers.items()}
            return status, {n: v.replace("PRIVATE", str(self.private_port)) for n, v in filled.items()}, body
        if isinstance(found, bytes):
            return file(found, "application/pdf")
        return html(found.replace("PORT", str(self.port)))

    def _handler(town) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                host = (self.headers.get("Host") or "").partition(":")[0]
                with town._lock:
                    town.hits[host, self.path] += 1
                    town.times.setdefault(host, []).append(time.monotonic())
                    town.agents.add(self.headers.get("User-Agent") or "")
                    town.at_once[host] += 1
                    town.most_at_once = max(town.most_at_once, town.at_once[host])
                try:
                    time.sleep(town.slowness)
                    self._send(*town.answer(host, self.path))
                finally:
                    with town._lock:
                        town.at_once[host] -= 1

            def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
                tag = f'"{hashlib.md5(body).hexdigest()}"'
                host = (self.headers.get("Host") or "").partition(":")[0]
                if self.headers.get("If-None-Match"):
                    town.conditional[host, self.path] += 1
                    if self.headers["If-None-Match"] == tag and "No-Tag" not in headers:
                        status, body = 304, b""
                with suppress(OSError):
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    if status == 200 and "No-Tag" not in headers:
                        self.send_header("ETag", tag)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self._write(headers, body)

            def _write(self, headers: dict[str, str], body: bytes) -> None:
                if "Drip" not in headers:
                    self.wfile.write(body)
                    return
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    time.sleep(0.5)

            def log_message(self, *arguments: Any) -> None:
                pass

        return Handler

    def _private_handler(town) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                town.private_hits += 1
                self.send_response(200)
                self.end_headers()
                self.wfile.write(notice("Salainen").encode())

            def log_message(self, *arguments: Any) -> None:
                pass

        return Handler


def _calendar(town: Town, path: str) -> Answer:
    day = int(path.rpartition("/")[2]) if path.rpartition("/")[2].isdigit() else 0
    links = "".join(link(f"/kalenteri/{day + n}", f"Tietosuoja-aamu {day + n}") for n in range(1, 40))
    return html(page(f"<h1>Kalenteri</h1>{links}"))


def _register_list() -> str:
    names = (
        "Varhaiskasvatus",
        "Perusopetus",
        "Kirjasto",
        "Vesihuolto",
        "Rakennusvalvonta",
        "Sosiaalipalvelut",
        "Kansalaisopisto",
        "Nuorisotoimi",
        "Ruokapalvelu",
        "Liikuntatilat",
        "Henkilöstö",
        "Maaseututoimi",
    )
    items = "".join(
        f"<li>{link(f'/tiedostot/{n}.pdf', f'{name} (pdf)')}</li>" for n, name in enumerate(names)
    )
    return page(
        f"<main><h1>Tietosuojaselosteet</h1><p>Kunnan rekisterit toimialoittain.</p><ul>{items}</ul></main>"
        f"<aside><h2>Ajankohtaista</h2>{link('/talousarvio.pdf', 'Talousarvio 2024')}</aside>",
        "Tietosuojaselosteet",
    )


def sites() -> list[TownSite]:
    """Return the sites of the town."""
    return [
        *_ordinary_sites(),
        *_municipal_sites(),
        *_language_sites(),
        *_hidden_sites(),
        *_odd_sites(),
        *_refusing_sites(),
        *_failing_sites(),
        *_dangerous_sites(),
        *_further_sites(),
    ]


def _ordinary_sites() -> list[TownSite]:
    article = page(
        "<main><h1>Tietosuoja puhuttaa taloyhtiöissä</h1><p>"
        + "Henkilötietojen käsittely kiinnostaa. " * 30
        + "Rekisterinpitäjän on kerrottava, mihin tarkoituksiin tietoja käytetään ja kauanko ne säilytetään."
        "</p></main>",
        "Uutinen: tietosuoja puhuttaa",
    )
    cookies = page(
        "<main><h1>Evästekäytäntö</h1><p>"
        + "Sivusto käyttää evästeitä kävijämäärien laskemiseen. " * 20
        + "</p></main>",
        "Evästeet",
    )
    return [
        TownSite(
            "puutarha.test",
            {"/": home(SELOSTE), "/tietosuojaseloste": page(notice("Puutarha Oy"))},
            {"puutarha.test/tietosuojaseloste"},
        ),
        TownSite(
            "uutisia.test",
            {
                "/": home(
                    link("/uutiset/tietosuoja-puhuttaa", "Tietosuoja puhuttaa"),
                    link("/tietosuoja", "Tietosuoja"),
                ),
                "/uutiset/tietosuoja-puhuttaa": article,
                "/tietosuoja": page(notice("Isännöinti Oy")),
            },
            {"uutisia.test/tietosuoja"},
        ),
        TownSite(
            "keksit.test",
            {
                "/": home(link("/evasteet", "Evästeet"), link("/yksityisyys", "Yksityisyydensuoja")),
                "/evasteet": cookies,
                "/yksityisyys": page(notice("Keksit Oy")),
            },
            {"keksit.test/yksityisyys"},
        ),
        TownSite(
            "kauppa.test",
            {
                "/": home(link("/toimitusehdot", "Toimitusehdot"), link("/info", "Tietoa meistä")),
                "/toimitusehdot": page(
                    "<main><h1>Toimitusehdot</h1><p>Toimitamme tilaukset kolmessa päivässä.</p><p>Katso "
                    + link("/asiakastiedot", "henkilötietojen käsittely")
                    + ".</p></main>",
                    "Ehdot",
                ),
                "/asiakastiedot": page(notice("Kauppa Oy")),
            },
            {"kauppa.test/asiakastiedot"},
        ),
        TownSite(
            "ehdoissa.test",
            {
                "/": home(link("/ehdot", "Käyttöehdot")),
                "/ehdot": page(
                    "<h1>Käyttöehdot</h1><p>Palvelun käyttö on maksutonta.</p>" + notice("Ehdoissa Oy"),
                    "Käyttöehdot",
                ),
            },
            {"ehdoissa.test/ehdot"},
        ),
        TownSite(
            "kaksi.test",
            {
                "/": home(
                    link("/seloste/asiakkaat", "Asiakasrekisterin tietosuojaseloste"),
                    link("/seloste/tyonhakijat", "Rekrytoinnin tietosuojaseloste"),
                ),
                "/seloste/asiakkaat": page(notice("Kaksi Oy")),
                "/seloste/tyonhakijat": page(notice("Kaksi Oy", "Rekrytointirekisteri")),
            },
            {"kaksi.test/seloste/asiakkaat", "kaksi.test/seloste/tyonhakijat"},
        ),
        TownSite(
            "kopiot.test",
            {
                "/": home(link("/tietosuoja?utm=1", "Tietosuojaseloste"), link("/tietosuoja", "Tietosuoja")),
                "/tietosuoja": page(notice("Kopiot Oy"), head='<link rel="canonical" href="/tietosuoja">'),
            },
            {"kopiot.test/tietosuoja"},
        ),
        TownSite(
            "haitari.test",
            {
                "/": page(
                    f"<main><p>{'Pieni kahvila rannalla, tervetuloa. ' * 5}</p><details id='tietosuoja'>"
                    f"<summary>Tietosuojaseloste</summary>{notice('Haitari Oy')}</details></main><a href='#tietosuoja'>Tietosuojaseloste</a>"
                )
            },
            {"haitari.test/"},
        ),
        TownSite(
            "hidas.test",
            {
                "/": lambda town, path: (time.sleep(0.4), html(home(SELOSTE)))[1],
                "/tietosuojaseloste": page(notice("Hidas Oy")),
            },
            {"hidas.test/tietosuojaseloste"},
        ),
        TownSite(
            "verraton.test",
            {"/": moved("http://www.verraton.test:PORT/")},
            {"www.verraton.test/tietosuojaseloste"},
        ),
        TownSite(
            "www.verraton.test",
            {"/": home(SELOSTE), "/tietosuojaseloste": page(notice("Verraton Oy"))},
            listed=False,
        ),
        TownSite(
            "www.paljas.test",
            {"/": moved("http://paljas.test:PORT/", 302)},
            {"paljas.test/fi/tietosuojaseloste/"},
        ),
        TownSite(
            "paljas.test",
            {
                "/": home(link("/tietosuoja", "Tietosuoja")),
                "/tietosuoja": moved("/fi/tietosuojaseloste/", 308),
                "/fi/tietosuojaseloste/": page(notice("Paljas Oy")),
            },
            listed=False,
        ),
    ]


def _municipal_sites() -> list[TownSite]:
    three = "".join(
        f"<li>{link(f'/r/{n}', name)}</li>"
        for n, name in enumerate(
            (
                "Hakurekisterin tietosuojaseloste",
                "Opiskelijarekisterin tietosuojaseloste",
                "Kirjaston rekisteriseloste",
            )
        )
    )
    return [
        TownSite(
            "kunta.test",
            {
                "/": home(link("/hallinto/tietosuoja", "Tietosuoja")),
                "/hallinto/tietosuoja": page(
                    "<main><h1>Tietosuoja kunnassa</h1><p>Kunta käsittelee tietoja lain mukaan.</p>"
                    + link("/selosteet", "Tietosuojaselosteet")
                    + "</main>",
                    "Tietosuoja",
                ),
                "/selosteet": _register_list(),
                **{f"/tiedostot/{n}.pdf": PDF + str(n).encode() for n in range(12)},
                "/talousarvio.pdf": PDF,
            },
            {f"kunta.test/tiedostot/{n}.pdf" for n in range(12)},
        ),
        TownSite(
            "koulu.test",
            {
                "/": home(link("/tietosuoja", "Tietosuoja ja rekisterit")),
                "/tietosuoja": page(f"<main><h1>Tietosuoja</h1><ul>{three}</ul></main>", "Tietosuoja"),
                **{f"/r/{n}": page(notice("Koulu", f"Rekisteri {n}")) for n in range(3)},
            },
            {f"koulu.test/r/{n}" for n in range(3)},
        ),
        TownSite(
            "paperi.test",
            {
                "/": home(link("/media/x1.docx", "Rekisteriseloste")),
                "/media/x1.docx": file(
                    DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
                ),
            },
            {"paperi.test/media/x1.docx"},
        ),
        TownSite(
            "vaaratyyppi.test",
            {
                "/": home(link("/download?id=7", "Tietosuojaseloste")),
                "/download?id=7": file(PDF, "text/html"),
            },
            {"vaaratyyppi.test/download?id=7"},
        ),
        TownSite(
            "seura.test",
            {
                "/": home(link("/hallitus", "Hallinto")),
                "/hallitus": page(
                    "<main><h1>Hallinto</h1>"
                    + link("/dokumentit/saannot.pdf", "Säännöt")
                    + link("/dokumentit/seloste.pdf", "Jäsenrekisterin rekisteriseloste")
                    + "</main>"
                ),
                "/dokumentit/saannot.pdf": PDF,
                "/dokumentit/seloste.pdf": PDF + b"2",
            },
            {"seura.test/dokumentit/seloste.pdf"},
        ),
    ]


def _language_sites() -> list[TownSite]:
    alternates = '<link rel="alternate" hreflang="fi" href="/fi/seloste"><link rel="alternate" hreflang="sv" href="/sv/beskrivning">'
    return [
        TownSite(
            "skargard.test",
            {
                "/": page(
                    f"<p>{'Välkommen till oss och till havet, vi har det bästa. ' * 15}</p>"
                    + link("/dataskydd", "Dataskydd"),
                    "Hem",
                    language="sv",
                ),
                "/dataskydd": page(SWEDISH, "Dataskydd", language="sv"),
            },
            {"skargard.test/dataskydd"},
        ),
        TownSite(
            "gadgets.test",
            {
                "/": page(
                    f"<p>{'Welcome to the shop of gadgets, we have all that you need. ' * 15}</p>"
                    + link("/legal/p", "Privacy &amp; Cookies"),
                    "Home",
                    language="en",
                ),
                "/legal/p": page(ENGLISH, "Privacy", language="en"),
            },
            {"gadgets.test/legal/p"},
        ),
        TownSite(
            "monikieli.test",
            {
                "/": page(
                    f"<p>{'Välkommen till oss och till havet, vi har det bästa. ' * 15}</p>"
                    + link("/sv/beskrivning", "Dataskyddsbeskrivning"),
                    "Hem",
                    language="sv",
                ),
                "/sv/beskrivning": page(SWEDISH, "Dataskyddsbeskrivning", alternates, "sv"),
                "/fi/seloste": page(notice("Monikieli Oy"), "Tietosuojaseloste", alternates),
            },
            {"monikieli.test/fi/seloste"},
        ),
        TownSite(
            "vaaramerkisto.test",
            {
                "/": (
                    200,
                    {"Content-Type": "text/html; charset=utf-8"},
                    home(link("/x9", "Henkilötietojen käsittely")).encode("latin-1"),
                ),
                "/x9": (
                    200,
                    {"Content-Type": "text/html; charset=utf-8"},
                    page(notice("Merkki Oy")).encode("cp1252"),
                ),
            },
            {"vaaramerkisto.test/x9"},
        ),
        TownSite(
            "isot.test",
            {
                "/": home(link("/Henkil%C3%B6tietojen-K%C3%A4sittely", "Lue lisää")),
                "/Henkil%C3%B6tietojen-K%C3%A4sittely": page(notice("Isot Oy")),
            },
            {"isot.test/Henkil%C3%B6tietojen-K%C3%A4sittely"},
        ),
    ]


def _hidden_sites() -> list[TownSite]:
    next_page = (
        '<div id="__next"></div><script src="/a.js"></script><script id="__NEXT_DATA__" type="application/json">'
        '{"props":{"links":["/tietosuoja","/yritys"],"text":"'
        + notice("Next Oy").replace("\n", " ").replace('"', "'")
        + '"}}</script>'
    )
    sitemap = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>'
        "http://indeksi.test:PORT/s1.xml.gz</loc></sitemap></sitemapindex>"
    )
    urls = "".join(
        f"<url><loc>http://{{0}}:PORT{path}</loc></url>"
        for path in ("/", "/tuotteet", "/tietosuojaseloste-2024")
    )
    return [
        TownSite(
            "ikoni.test",
            {
                "/": home('<a href="/p/17" aria-label="Tietosuojaseloste"><svg><path d="M0"/></svg></a>'),
                "/p/17": page(notice("Ikoni Oy")),
            },
            {"ikoni.test/p/17"},
        ),
        TownSite(
            "kuva.test",
            {
                "/": home('<a href="/p/18"><img src="/i.png" alt="Tietosuoja"></a>'),
                "/p/18": page(notice("Kuva Oy")),
            },
            {"kuva.test/p/18"},
        ),
        TownSite(
            "muualla.test",
            {"/": home(link("http://konserni.test:PORT/tietosuojaseloste", "Tietosuojaseloste"))},
            {"konserni.test/tietosuojaseloste"},
        ),
        TownSite(
            "konserni.test",
            {"/": home(SELOSTE), "/tietosuojaseloste": page(notice("Konserni Oy"))},
            {"konserni.test/tietosuojaseloste"},
        ),
        TownSite(
            "kartta.test",
            {
                "/": home(),
                "/sivukartta.xml": lambda town, path: file(
                    sitemap.format(urls.format("kartta.test")).replace("PORT", str(town.port)).encode(),
                    "text/xml",
                ),
                "/tietosuojaseloste-2024": page(notice("Kartta Oy")),
            },
            {"kartta.test/tietosuojaseloste-2024"},
            robots=lambda town, path: file(
                f"Sitemap: {town.url('kartta.test', '/sivukartta.xml')}\n".encode(), "text/plain"
            ),
        ),
        TownSite(
            "indeksi.test",
            {
                "/": home(),
                "/sitemap.xml": lambda town, path: file(
                    index.replace("PORT", str(town.port)).encode(), "text/xml"
                ),
                "/s1.xml.gz": lambda town, path: file(
                    gzip.compress(
                        sitemap.format(urls.format("indeksi.test")).replace("PORT", str(town.port)).encode(),
                        mtime=0,
                    ),
                    "application/gzip",
                ),
                "/tietosuojaseloste-2024": page(notice("Indeksi Oy")),
            },
            {"indeksi.test/tietosuojaseloste-2024"},
        ),
        TownSite(
            "arvattava.test",
            {"/": home(), "/tietosuoja": page(notice("Arvattava Oy"))},
            {"arvattava.test/tietosuoja"},
        ),
        TownSite("next.test", {"/": next_page, "/tietosuoja": next_page}, {"next.test/tietosuoja"}),
        TownSite(
            "kehys.test",
            {
                "/": home(link("/tietosuoja", "Tietosuoja")),
                "/tietosuoja": page(
                    '<h1>Tietosuoja</h1><iframe src="/upotus/s.html" title="Tietosuojaseloste"></iframe>',
                    "Tietosuoja",
                ),
                "/upotus/s.html": page(notice("Kehys Oy")),
            },
            {"kehys.test/upotus/s.html"},
        ),
        TownSite(
            "perusta.test",
            {
                "/": home(link("seloste.html", "Tietosuojaseloste"), head='<base href="/alue/fi/">'),
                "/alue/fi/seloste.html": page(notice("Perusta Oy")),
            },
            {"perusta.test/alue/fi/seloste.html"},
        ),
        TownSite(
            "virkistys.test",
            {
                "/": '<html><head><meta http-equiv="refresh" content="0; url=/fi/"></head></html>',
                "/fi/": home(SELOSTE),
                "/tietosuojaseloste": page(notice("Virkistys Oy")),
            },
            {"virkistys.test/tietosuojaseloste"},
        ),
        TownSite(
            "kehikko.test",
            {
                "/": '<html><frameset cols="20%,80%"><frame src="/valikko.htm"><frame src="/alku.htm"></frameset></html>',
                "/valikko.htm": page(link("/rekisteri.htm", "Rekisteriseloste")),
                "/rekisteri.htm": page(notice("Kehikko Oy")),
            },
            {"kehikko.test/rekisteri.htm"},
        ),
        TownSite(
            "kieliparit.test",
            {
                "/": home(link("/a.pdf", "Tietosuojaseloste"), link("/b.pdf", "Dataskyddsbeskrivning")),
                "/a.pdf": PDF,
                "/b.pdf": PDF + b"b",
            },
            {"kieliparit.test/a.pdf"},
        ),
        TownSite(
            "suhde.test",
            {"/": home(head='<link rel="privacy-policy" href="/pp">'), "/pp": page(notice("Suhde Oy"))},
            {"suhde.test/pp"},
        ),
    ]


def _odd_sites() -> list[TownSite]:
    consent = (
        "<div><h2>Käytämme evästeitä</h2><button>Hyväksy kaikki</button> "
        + link("/tietosuoja", "Tietosuojaseloste")
        + "</div>"
    )
    wall = page("<div><h2>Käytämme evästeitä</h2><button>Hyväksy kaikki</button></div>")
    big = home("<p>" + "Tuote ja hinta, saatavuus ja kuvaus. " * 60_000 + "</p>", SELOSTE)
    return [
        TownSite(
            "muuri.test",
            {"/": page(consent), "/tietosuoja": page(notice("Muuri Oy"))},
            {"muuri.test/tietosuoja"},
        ),
        TownSite("umpimuuri.test", {}, outcome="cookie_wall", other=wall),
        TownSite(
            "sovellus.test",
            {},
            outcome="needs_js",
            other='<!DOCTYPE html><html><body><div id="root"></div>'
            '<script src="/main.js"></script><noscript>You need to enable JavaScript to run this app.</noscript></body></html>',
        ),
        TownSite(
            "pehmea.test",
            {"/": home()},
            outcome="no_notice",
            other=page("<h1>Hups!</h1><p>Hakemaasi sivua ei löytynyt. Palaa etusivulle tai käytä hakua.</p>"),
        ),
        TownSite(
            "kalenteri.test",
            {
                "/": home(link("/kalenteri/0", "Kalenteri"), SELOSTE),
                "/tietosuojaseloste": page(notice("Kalenteri Oy")),
            },
            {"kalenteri.test/tietosuojaseloste"},
            other=_calendar,
        ),
        TownSite(
            "valtava.test",
            {"/": big, "/tietosuojaseloste": page(notice("Valtava Oy"))},
            {"valtava.test/tietosuojaseloste"},
        ),
        TownSite(
            "pommi.test",
            {
                "/": home(link("/tietosuoja", "Tietosuoja"), link("/rekisteriseloste", "Rekisteriseloste")),
                "/tietosuoja": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, _bomb()),
                "/rekisteriseloste": page(notice("Pommi Oy")),
            },
            {"pommi.test/rekisteriseloste"},
        ),
        TownSite(
            "googlelta.test",
            {"/": home('<a href="https://policies.google.com/privacy">Privacy Policy</a>')},
            outcome="no_notice",
        ),
        TownSite(
            "tarkistus.test",
            {},
            outcome="bot_wall",
            other=page("<h1>Just a moment...</h1><p>Checking your browser.</p>"),
        ),
        TownSite(
            "myytavana.test",
            {},
            outcome="parked",
            other=page("<h1>myytavana.test</h1><p>Verkkotunnus on myytävänä.</p>"),
        ),
        TownSite(
            "syva.test",
            {"/": home(SELOSTE), "/tietosuojaseloste": "<div>" * 20_000 + notice("Syvä Oy")},
            {"syva.test/tietosuojaseloste"},
        ),
    ]


PLAIN = """<h1>Yksityisyytesi on meille tärkeää</h1><p>Kerromme tässä, mitä tietoja keräämme ja miksi.
Rekisterinpitäjä on Aurinko Oy. Keräämme nimen ja sähköpostin tilausta varten. Säilytämme ne kaksi
vuotta. Emme luovuta niitä muille. Voit pyytää tietosi poistettavaksi.</p><p>Käytämme tietoja vain
siihen, mihin ne annoit. Laki velvoittaa meidät säilyttämään kuitit pidempään kuin muut tiedot, ja
siksi kirjanpito on erikseen.</p>"""


def _plain(body: str, title: str = "Sivu") -> str:
    words = "Palvelemme asukkaita monin tavoin ja autamme arjen asioissa joka päivä. " * 20
    return page(f"<main>{body}<p>{words}</p></main>", title)


def _further_sites() -> list[TownSite]:
    """Sites that were thought of once the crawler was ready."""
    return [
        TownSite(
            "pitaja.test",
            {
                "/": _plain(link("/hallinto", "Hallinto ja päätöksenteko")),
                "/hallinto": _plain(
                    link("/hallinto/tiedonhallinta", "Tiedonhallinta ja tietosuoja"), "Hallinto"
                ),
                "/hallinto/tiedonhallinta": _plain(
                    "<h1>Tiedonhallinta ja tietosuoja</h1><h2>Rekisterit</h2><h3>Tietosuojaselosteet</h3><ul><li><a href='/sites/default/files/2023-01/kirjasto.pdf'>Kirjastojärjestelmä (pdf, 120 kt)</a><li><a href='/sites/default/files/2023-01/vesi.docx'>Vesilaitos</a></ul><h3>Pöytäkirjat</h3><a href='/ptk.pdf'>Pöytäkirja 1/2024</a>"
                ),
                "/sites/default/files/2023-01/kirjasto.pdf": PDF + b"1",
                "/sites/default/files/2023-01/vesi.docx": file(DOCX, "application/msword"),
                "/ptk.pdf": PDF + b"3",
            },
            {
                "pitaja.test/sites/default/files/2023-01/kirjasto.pdf",
                "pitaja.test/sites/default/files/2023-01/vesi.docx",
            },
        ),
        TownSite(
            "asiakas.test",
            {
                "/": _plain(link("/asiakaspalvelu", "Asiakaspalvelu")),
                "/asiakaspalvelu": _plain("Soita! " + link("/cms/page?id=44", "Rekisteriseloste")),
                "/cms/page?id=44": _plain(notice("K2")),
            },
            {"asiakas.test/cms/page?id=44"},
        ),
        TownSite(
            "ehdotjatiedot.test",
            {
                "/": _plain('<footer><a href="/terms-and-privacy">Terms &amp; Privacy</a></footer>'),
                "/terms-and-privacy": page(
                    "<h1>Terms of service</h1><p>Be nice.</p>" + ENGLISH, "Terms and privacy"
                ),
            },
            {"ehdotjatiedot.test/terms-and-privacy"},
        ),
        TownSite(
            "lyhyt.test",
            {
                "/": _plain('<footer><a href="/yksityisyytesi">Yksityisyytesi</a></footer>'),
                "/yksityisyytesi": page(PLAIN, "Aurinko"),
            },
            {"lyhyt.test/yksityisyytesi"},
        ),
        TownSite(
            "asetus.test",
            {"/": _plain('<a href="/fi/gdpr">GDPR</a>'), "/fi/gdpr": _plain(notice("K5"))},
            {"asetus.test/fi/gdpr"},
        ),
        TownSite(
            "alasivut.test",
            {
                "/": _plain('<a href="/sv/">Svenska</a> <a href="/tietosuoja">Tietosuoja</a>'),
                "/tietosuoja": _plain(
                    "<h1>Tietosuoja</h1><ul><li><a href='/tietosuoja/asiakkaat'>Asiakkaat</a><li><a href='/tietosuoja/henkilosto'>Henkilöstö</a></ul>",
                    "Tietosuoja",
                ),
                "/tietosuoja/asiakkaat": page(notice("K6")),
                "/tietosuoja/henkilosto": page(notice("K6", "Henkilöstörekisteri")),
            },
            {"alasivut.test/tietosuoja/asiakkaat", "alasivut.test/tietosuoja/henkilosto"},
        ),
        TownSite(
            "palveluittain.test",
            {
                "/": _plain('<a href="/rekisterit">Rekisteriselosteet</a>'),
                "/rekisterit": _plain(
                    "<h1>Rekisteriselosteet</h1><h2>Rekisteriselosteet palveluittain</h2><ul><li><a href='/doc/1'>Asuntohakemukset</a><li><a href='/doc/2'>Venepaikat</a></ul><h2>Muut</h2><a href='/tapahtumat'>Tapahtumat</a>",
                    "Rekisteriselosteet",
                ),
                "/doc/1": page(notice("K7", "Asuntohakemus")),
                "/doc/2": page(notice("K7", "Venepaikka")),
                "/tapahtumat": _plain("joo"),
            },
            {"palveluittain.test/doc/1", "palveluittain.test/doc/2"},
        ),
        TownSite(
            "tahti.test",
            {
                "/": _plain(
                    '<div class="footer"><span>© K8</span> <a title="Lue tietosuojakäytäntömme" href="?p=77">*</a></div>'
                ),
                "/?p=77": _plain(notice("K8")),
            },
            {"tahti.test/?p=77"},
        ),
        TownSite(
            "yhdessa.test",
            {
                "/": _plain('<a href="/evasteet">Tietosuoja ja evästeet</a>'),
                "/evasteet": page(
                    "<h1>Tietosuoja ja evästeet</h1>"
                    + notice("K9")
                    + "<h2>Evästeet</h2><p>Käytämme evästeitä.</p>"
                ),
            },
            {"yhdessa.test/evasteet"},
        ),
        TownSite(
            "blogi.test",
            {
                "/": _plain(
                    '<a href="/tietosuojavaltuutettu">Tietosuojavaltuutetun päätös</a><a href="/blogi/tietosuojaseloste-nain-teet-sen">Tietosuojaseloste – näin teet sen</a>'
                ),
                "/blogi/tietosuojaseloste-nain-teet-sen": page(
                    "<article><h1>Tietosuojaseloste – näin teet sen</h1><p>"
                    + "Rekisterinpitäjän pitää kertoa käsittelyn tarkoitus, oikeusperuste, säilytysaika, vastaanottajat ja rekisteröidyn oikeudet. Henkilötietojen kerääminen vaatii huolellisuutta. "
                    * 6
                    + "</p></article>",
                    "Blogi: tietosuojaseloste",
                ),
            },
            set(),
            outcome="no_notice",
        ),
        TownSite(
            "rinnakkain.test",
            {
                "/": _plain(
                    '<a href="/company/privacy.html">Privacy</a> <a href="/company/tietosuoja.html">Tietosuoja</a>'
                ),
                "/company/privacy.html": page(ENGLISH, language="en"),
                "/company/tietosuoja.html": _plain(notice("K11")),
            },
            {"rinnakkain.test/company/tietosuoja.html"},
        ),
        TownSite(
            "palaute.test",
            {
                "/": _plain('<a href="/palaute">Anna palautetta</a>'),
                "/palaute": _plain(
                    "<form>Palaute <a href='/palaute/seloste'>Palautelomakkeen tietosuojaseloste</a></form>"
                ),
                "/palaute/seloste": _plain(notice("K12")),
            },
            {"palaute.test/palaute/seloste"},
        ),
    ]


@cache
def _bomb() -> bytes:
    """Return 30 kB that unpack to 30 MB."""
    return gzip.compress(b"\0" * 30_000_000, 6, mtime=0)


def _refusing_sites() -> list[TownSite]:
    def rules(text: str) -> Answer:
        return file(text.encode(), "text/plain")

    pages: dict[str, Page] = {"/": home(SELOSTE), "/tietosuojaseloste": page(notice("Kielto Oy"))}
    return [
        TownSite(
            "kielto.test",
            dict(pages),
            forbidden=("/",),
            outcome="robots",
            robots=rules("User-agent: *\nDisallow: /\n"),
        ),
        TownSite(
            "osakielto.test",
            {**pages, "/tietosuoja": page(notice("Osakielto Oy"))},
            forbidden=("/tietosuoja",),
            outcome="robots",
            robots=rules("User-agent: *\nDisallow: /tietosuoja\n"),
        ),
        TownSite(
            "nimikielto.test",
            dict(pages),
            forbidden=("/",),
            outcome="robots",
            robots=rules("User-agent: *\nAllow: /\n\nUser-agent: Seloste\nDisallow: /\n"),
        ),
        TownSite(
            "nimilupa.test",
            dict(pages),
            {"nimilupa.test/tietosuojaseloste"},
            robots=rules("User-agent: *\nDisallow: /\n\nUser-agent: seloste\nDisallow: /salaa\n"),
            forbidden=("/salaa",),
        ),
        TownSite(
            "rikkirobotti.test",
            dict(pages),
            forbidden=("/",),
            outcome="robots_unreachable",
            robots=html("", 503),
        ),
        TownSite(
            "kiirerobotti.test",
            dict(pages),
            forbidden=("/",),
            outcome="robots_unreachable",
            robots=html("", 429),
        ),
        TownSite(
            "viive.test",
            dict(pages),
            {"viive.test/tietosuojaseloste"},
            robots=rules("User-agent: *\nCrawl-delay: 1\n"),
        ),
        TownSite(
            "pitkaviive.test",
            dict(pages),
            forbidden=("/",),
            outcome="crawl_delay",
            robots=rules("User-agent: *\nCrawl-delay: 86400\n"),
        ),
        TownSite(
            "eiseuraa.test",
            {
                "/": home(link("/p/88", "Tietosuojaseloste"), head='<meta name="robots" content="nofollow">'),
                "/p/88": page(notice("Eiseuraa Oy")),
            },
            forbidden=("/p/88",),
            outcome="no_notice",
        ),
        TownSite(
            "eihakuun.test",
            {
                "/": home(SELOSTE),
                "/tietosuojaseloste": page(
                    notice("Eihakuun Oy"), head='<meta name="robots" content="noindex">'
                ),
            },
            outcome="noindex",
        ),
        TownSite(
            "otsake.test",
            {"/": home(SELOSTE), "/tietosuojaseloste": html(page(notice("Otsake Oy")), X_Robots_Tag="none")},
            outcome="noindex",
        ),
        TownSite(
            "robottisiirto.test",
            {**pages, "/saannot.txt": rules("User-agent: *\nDisallow: /tietosuojaseloste\n")},
            forbidden=("/tietosuojaseloste",),
            outcome="robots",
            robots=moved("http://robottisiirto.test:PORT/saannot.txt"),
        ),
    ]


def _failing_sites() -> list[TownSite]:
    broken = html("<h1>500</h1>", 500)
    return [
        TownSite("rikki.test", {}, outcome="http_error", other=broken),
        TownSite("puolirikki.test", {"/": home(SELOSTE), "/tietosuojaseloste": broken}, outcome="no_notice"),
        TownSite(
            "silmukka.test",
            {"/": home(SELOSTE), "/tietosuojaseloste": moved("/a"), "/a": moved("/b"), "/b": moved("/a")},
            outcome="no_notice",
        ),
        TownSite(
            "tiputus.test",
            {"/": (200, {"Content-Type": "text/html", "Drip": "yes"}, b"x" * 600)},
            outcome="timeout",
        ),
        TownSite("tyhja.test", {"/": (200, {"Content-Type": "text/html"}, b"")}, outcome="no_notice"),
        TownSite(
            "bittikasa.test",
            {"/": file(bytes(range(256)) * 40, "application/octet-stream")},
            outcome="not_readable",
        ),
    ]


def _dangerous_sites() -> list[TownSite]:
    targets = (
        "http://127.0.0.2:PRIVATE/",
        "http://127.2:PRIVATE/",
        "http://2130706434:PRIVATE/",
        "http://[::ffff:127.0.0.2]:PRIVATE/",
        "http://intra.test:PRIVATE/",
        "file:///etc/passwd",
        "http://user@127.0.0.2:PRIVATE/",
    )
    links = [link(f"/t{n}", f"Tietosuojaseloste {n}") for n in range(len(targets))]
    return [
        TownSite(
            "ansa.test",
            {"/": home(*links), **{f"/t{n}": moved(target, 302) for n, target in enumerate(targets)}},
            outcome="private_address",
        ),
        TownSite(
            "metatieto.test",
            {"/": moved("http://169.254.169.254/latest/meta-data/")},
            outcome="private_address",
        ),
        TownSite(
            "virkistysansa.test",
            {
                "/": home(SELOSTE),
                "/tietosuojaseloste": lambda town, path: html(
                    f'<meta http-equiv="refresh" content="0;url=http://127.0.0.2:{town.private_port}/">'
                ),
            },
            outcome="private_address",
        ),
        TownSite(
            "robottiansa.test",
            {"/": home(SELOSTE)},
            forbidden=("/",),
            outcome="private_address",
            robots=moved("http://127.0.0.2:PRIVATE/robots.txt"),
        ),
    ]
