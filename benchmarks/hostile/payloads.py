"""Scripts as attackers hide them in articles; each would show ``alert`` in a browser that ran it.

After the lists of OWASP (XSS Filter Evasion Cheat Sheet) and of mutation XSS in sanitisers; none may survive in a feed
or a page as anything that runs.
"""

from __future__ import annotations

HTML: tuple[str, ...] = (
    "<script>alert(1)</script>",
    "<ScRiPt src=https://evil.example/x.js></sCrIpT>",
    "<script\n>alert(1)</script\n>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",  # what one pass of removing leaves
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror\x0b=alert(1)>",
    '<a href="javascript:alert(1)">link</a>',
    '<a href="jAvAsCrIpT&colon;alert(1)">link</a>',
    '<a href="java\tscript:alert(1)">link</a>',  # browsers take tabs out of schemes
    '<a href="&#106;&#97;&#118;&#97;script:alert(1)">link</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">link</a>',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text y="20">link</text></a></svg>',
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',  # parsed otherwise with scripts on
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    '<object data="data:text/html,<script>alert(1)</script>"></object>',
    '<embed src="javascript:alert(1)">',
    '<form action="javascript:alert(1)"><button formaction="javascript:alert(2)">go</button></form>',
    '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    '<base href="https://evil.example/">',  # moves every relative link of the page
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<style>@import "https://evil.example/x.css"; body{background:url(javascript:alert(1))}</style>',
    '<div style="position:fixed;inset:0;background:url(https://evil.example/track)">covers the page</div>',
    '<input autofocus onfocus=alert(1)><details open ontoggle=alert(1)><video><source onerror="alert(1)">',
    '<p id="location" name="cookie" class="seedwire">clobbers the names of the page</p>',
    "<template><script>alert(1)</script></template><xmp><script>alert(1)</script></xmp>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "</article></body></html><script>alert(1)</script>",  # ends what it was put into
    "&lt;script&gt;alert(1)&lt;/script&gt;",  # harmless, unless it is unescaped once too often
    "{{ ''.__class__.__mro__ }}{% raw %}<script>alert(1)</script>{% endraw %}",  # templates
    '{{< figure src="x" caption="<script>alert(1)</script>" link="javascript:alert(1)" >}}',
    '{% include figure.html src="javascript:alert(1)" alt=\'" onerror="alert(1)\' %}',
)
"""Fragments that stand as a block of their own."""

MARKDOWN: tuple[str, ...] = (
    "[link](javascript:alert(1))",
    "[link](JaVaScRiPt:alert(1))",
    "[link](&#106;avascript:alert(1))",
    "[link](javascript&colon;alert(1))",
    "[link](<javascript:alert(1)>)",
    "[link](vbscript:msgbox(1))",
    "[link](data:text/html,<script>alert(1)</script>)",
    "[link](//evil.example/without-a-scheme)",
    '[link](https://example.com "\\" onmouseover=alert(1) x=\\"")',
    "![image](javascript:alert(1))",
    '![" onerror="alert(1)](https://example.com/x.png)',
    "![image](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "<javascript:alert(1)>",
    "[link][ref]\n\n[ref]: javascript:alert(1)",
    "`<script>` in code, then ``</code><script>alert(1)</script>``",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
)
"""Fragments that stand in or after a sentence."""
