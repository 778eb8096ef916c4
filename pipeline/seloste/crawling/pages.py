"""What a fetched page holds for the crawler: links with their words, directives, and what kind of page it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from seloste.crawling.outcomes import Verdict
from seloste.crawling.scoring import MEDIUM, STRONG, Link, is_other, worth
from seloste.crawling.tables import cue_groups, fold, function_words, phrases

#: Only this much of a page is looked at for links and cues.
_MOST_BYTES = 4_000_000
_MOST_TEXT = 400_000
_MOST_LINKS = 5_000
_MOST_LABEL = 300
#: A page with fewer words says nothing by itself. Of ten groups of cues a notice touches many, or some if it is
#: called one: of 402 notices of the corpora 98 % touch five in plain words, of 600 pages of other kinds 4 %, and
#: none five in set words.
_FEW_WORDS = 60
_FEW_WORDS_NAMED = 40
_MANY_GROUPS = 5
_SOME_GROUPS = 3
_SILENT = frozenset(("script", "style", "template"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "legend", "caption"))
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
#: Elements that only wrap; without them a page nested 10^5 deep can be parsed.
_WRAPPERS = re.compile(
    r"</?(?:div|span|section|article|b|i|em|strong|font|center|table|tbody|tr|td)\b[^<>]{0,2000}>", re.I
)
_SCRIPT_PATH = re.compile(r"[\"']((?:https?:/)?/[\w\-./%äöåÄÖÅ]{3,120})[\"']")
_DOCUMENT_STARTS = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
_ROOTS = re.compile(
    r"<(?:div|main|app-root)[^<>]{0,500}\bid=[\"']?(?:root|app|__next|__nuxt|main-app)\b|<app-root", re.I
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the crawler sees it; ``text`` and ``title`` are folded."""

    url: str
    title: str = ""
    text: str = ""
    language: str = ""
    links: tuple[Link, ...] = ()
    metas: tuple[tuple[str, str], ...] = ()
    canonical: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    refresh: str = ""
    shell: bool = False
    words: int = 0


def is_file(body: bytes) -> bool:
    """Tell by its first bytes whether a body is a PDF or word processor file."""
    return body[:1024].lstrip().startswith(_DOCUMENT_STARTS)


def is_html(body: bytes, media_type: str) -> bool:
    """Tell whether a body can be looked at as a page."""
    return (
        b"\0" not in body[:1024]
        and not is_file(body)
        and ("html" in media_type or "xml" in media_type or "text/plain" in media_type or not media_type)
    )


def read_page(url: str, body: bytes, content_type: str = "") -> Page:
    """Read a page; what cannot be parsed is a page without anything."""
    from lxml import etree

    markup = _decode(body[:_MOST_BYTES], content_type)
    try:
        root, too_deep = _parse(markup)
        if too_deep:
            root, _ = _parse(_WRAPPERS.sub(" ", markup))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Page(url)
    reader = _Reader(url, root)
    reader.read()
    return reader.page(markup)


def _parse(markup: str) -> tuple[Any, bool]:
    """Return the root of a page, and whether the parser gave up because elements are nested too deep."""
    from lxml import html

    parser = html.HTMLParser(huge_tree=True, recover=True, encoding="utf-8")
    root = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    return root, any("depth" in entry.message.lower() for entry in parser.error_log)


class _Reader:
    """Goes through a page's elements once, in order."""

    def __init__(self, url: str, root: Any) -> None:
        self.url = url
        self.root = root
        base = root.find(".//base")
        self.base = _join(url, base.get("href")) if base is not None and base.get("href") else url
        self.links: list[Link] = []
        self.metas: list[tuple[str, str]] = []
        self.alternates: list[tuple[str, str]] = []
        self.canonical = self.refresh = self.heading = self.titles = ""
        self.pieces: list[str] = []
        self.scripts: list[str] = []

    def read(self) -> None:
        """Read all elements; iteratively, for pages are nested 10^5 deep."""
        for element in self.root.iter():
            tag = element.tag
            if not isinstance(tag, str):
                self.pieces.append(element.tail or "")
                continue
            if tag in _SILENT:
                self.scripts.append(element.text or "")
            elif element.text:
                self.pieces.append(element.text)
            if element.tail:
                self.pieces.append(element.tail)
            if tag in _HEADINGS or (tag == "title" and _is_of_page(element)):
                self._title(tag, _inner(element))
            elif tag in ("a", "area", "iframe", "frame", "link", "button"):
                self._link(tag, element)
            elif tag == "meta":
                self._meta(element)

    def _title(self, tag: str, text: str) -> None:
        if tag in ("title", "h1"):
            self.titles += f" {text}"
        if tag != "title":
            self.heading = text

    def _link(self, tag: str, element: Any) -> None:
        target = element.get("href") or element.get("src") or element.get("data-href") or ""
        rel = (element.get("rel") or "").lower().split()
        url = _join(self.base, target) if target.strip() else ""
        if not url:
            return
        if tag == "link":
            self._relation(url, rel, element.get("hreflang"))
            return
        address, fragment = urldefrag(url)
        if len(self.links) < _MOST_LINKS:
            source = "frame" if "frame" in tag else "rel" if "privacy-policy" in rel else "link"
            label = _label(element) + (" privacy policy" if source == "rel" else "")
            self.links.append(Link(address, label, self.heading, source, fragment))

    def _relation(self, url: str, rel: list[str], language: str | None) -> None:
        if "canonical" in rel:
            self.canonical = self.canonical or url
        elif "alternate" in rel and language:
            self.alternates.append((language.lower()[:2], url))
        elif "privacy-policy" in rel:
            self.links.append(Link(urldefrag(url)[0], "privacy policy", "", "rel"))

    def _meta(self, element: Any) -> None:
        content = element.get("content") or ""
        if element.get("name"):
            self.metas.append((element.get("name"), content))
        if (element.get("http-equiv") or "").lower() == "refresh":
            seconds, _, target = content.partition(";")
            target = re.sub(r"^\s*url\s*=\s*", "", target, flags=re.I).strip(" \"'")
            if target and seconds.strip()[:3].isdigit() and int(seconds.strip()[:3]) <= 10:
                self.refresh = _join(self.base, target)

    def page(self, markup: str) -> Page:
        """Return what was read; the text of an application's data counts where the page itself has none."""
        text = fold(" ".join(self.pieces)[:_MOST_TEXT])
        words = len(text.split())
        script = " ".join(self.scripts)
        shell = (
            words < _FEW_WORDS
            and len(script) + markup.count("<script") * 50 > 40
            and bool(_ROOTS.search(markup))
        )
        found = _SCRIPT_PATH.findall(script[:_MOST_BYTES].replace("\\/", "/"))
        named = (path for path in dict.fromkeys(found) if worth(fold(unquote(path))) >= MEDIUM)
        in_scripts = (Link(_join(self.base, path), "", "", "script") for path in named)
        if words < _FEW_WORDS and len(script) > 500:
            text = f"{text} {fold(script[:_MOST_TEXT])}"
        return Page(
            self.url, fold(self.titles), text, language_of(text), (*self.links, *in_scripts), tuple(self.metas),
            self.canonical, tuple(self.alternates), self.refresh, shell, words,
        )  # fmt: skip


def judge(page: Page, label: str = "") -> Verdict:
    """Return what kind of page it is, by the groups of things it speaks of.

    A page that is called a notice, by itself or by the ``label`` of the link that led to it, may say them in
    plain words; another must use the set ones.
    """
    words = page.text.count(" ") + 1 if page.text else 0
    strict = _groups(page.text, plain=False)
    if words < 2 * _FEW_WORDS and strict < _MANY_GROUPS and (kind := _empty_kind(page)) is not None:
        return kind
    named = max(worth(page.title), worth(fold(label)))
    if is_other(page.title, page.url):
        return Verdict.ARTICLE
    if words >= _FEW_WORDS and strict >= _MANY_GROUPS:
        return Verdict.NOTICE
    if words >= _FEW_WORDS_NAMED and (
        (named >= STRONG and _groups(page.text, plain=True) >= _MANY_GROUPS)
        or (named >= MEDIUM and strict >= _SOME_GROUPS)
    ):
        return Verdict.NOTICE
    return Verdict.LISTING if named >= MEDIUM else Verdict.OTHER


def _groups(text: str, *, plain: bool) -> int:
    return sum(bool(found.search(text)) for found in cue_groups(plain=plain).values())


def _empty_kind(page: Page) -> Verdict | None:
    kinds = [kind for phrase, kind in phrases() if phrase in page.text]
    for kind in ("soft_404", "bot_wall", "parked", "needs_js"):
        if kind in kinds:
            return Verdict(kind)
    if page.shell:
        return Verdict.NEEDS_JS
    return Verdict.COOKIE_WALL if "cookie_wall" in kinds else None


def language_of(folded: str) -> str:
    """Return fi, sv or en by the common words of a folded text; empty where they do not tell."""
    words = function_words()
    counts = Counter(words[word] for word in folded.split() if word in words)
    return counts.most_common(1)[0][0] if counts and counts.most_common(1)[0][1] >= 3 else ""


def sitemap_addresses(body: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the pages and the further sitemaps that a sitemap names; nothing where it is none."""
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return (), ()
    if root is None:
        return (), ()
    found = [(element.text or "").strip() for element in root.iter("{*}loc")]
    kept = tuple(address for address in found if address.startswith(("http://", "https://")))
    return ((), kept) if etree.QName(root).localname == "sitemapindex" else (kept, ())


def _is_of_page(title: Any) -> bool:
    """Tell the page's title from that of an icon."""
    parent = title.getparent()
    return parent is not None and parent.tag in ("head", "html", "body")


def _decode(body: bytes, content_type: str) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    declared = _CHARSET.search(content_type.encode("ascii", "replace")) or _CHARSET.search(body[:4096])
    for encoding in ("utf-8", declared[1].decode("ascii") if declared else "cp1252"):
        try:
            return body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("cp1252", "replace")


def _join(base: str, target: str) -> str:
    """Return an absolute web address; empty where it is none."""
    try:
        url = urljoin(base, target.strip())
    except ValueError:
        return ""
    return url if url.lower().startswith(("http://", "https://")) else ""


def _inner(element: Any) -> str:
    return " ".join(" ".join(_some(element.itertext("*"))).split())[:_MOST_LABEL]


def _some(texts: Iterable[str]) -> Iterable[str]:
    length = 0
    for text in texts:
        yield text
        length += len(text)
        if length > 4 * _MOST_LABEL:
            return


def _label(element: Any) -> str:
    """Return all words that speak for a link: its text, its own titles, those of icons inside it."""
    words = [_inner(element)]
    for inner in element.iter("*"):
        words += [inner.get(name) or "" for name in ("aria-label", "title", "alt", "data-title")]
        if len(words) > 60:
            break
    return " ".join(word for word in words if word)[: 2 * _MOST_LABEL]
