"""Template tags of Jekyll and Hugo."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.markup import from_markdown
from ingest.templates import expand

WATCH = "<https://www.youtube.com/watch?v=dQw4>"


@pytest.mark.parametrize(
    "tag",
    [
        '{{< figure src="/i/a.png" alt="Mapa" caption="Kde to je" >}}',
        "{{% figure src='/i/a.png' alt='Mapa' caption='Kde to je' %}}",
        '{% include figure.html image_path="/i/a.png" alt="Mapa" caption="Kde to je" %}',
        '{%- include image.html url="{{ site.baseurl }}/i/a.png" description="Mapa" caption="Kde to je" -%}',
    ],
)
def test_a_figure_shows_its_image_and_caption(tag: str) -> None:
    assert from_markdown(expand(f"Před.\n\n{tag}\n\nPo.")).html == (
        '<p>Před.</p>\n<figure><img src="relative:/i/a.png" alt="Mapa">'
        "<figcaption>Kde to je</figcaption></figure>\n<p>Po.</p>"
    )


def test_quotes_and_markup_in_a_figure_stay_text() -> None:
    html = from_markdown(expand(r'{{< figure src="a.png" alt="x \"y\" z" caption="<b>tučně</b>" >}}')).html
    assert 'alt="x &quot;y&quot; z"' in html
    assert "<figcaption>&lt;b&gt;tučně&lt;/b&gt;</figcaption>" in html


@pytest.mark.parametrize(
    "block",
    [
        "{% highlight ruby linenos %}\nputs {{ x }}\n{% endhighlight %}",
        '{{< highlight ruby "linenos=table" >}}\nputs {{ x }}\n{{< /highlight >}}',
        "{% codeblock ruby %}\nputs {{ x }}\n{% endcodeblock %}",
    ],
)
def test_highlighted_code_becomes_a_block_of_code(block: str) -> None:
    assert from_markdown(expand(block)).html == '<pre><code class="language-ruby">puts {{ x }}\n</code></pre>'


def test_a_fence_inside_highlighted_code_does_not_end_it() -> None:
    assert "```\nkonec" in from_markdown(expand("{% highlight md %}\n```\nkonec\n{% endhighlight %}")).text.replace(
        " ", "\n"
    )


@pytest.mark.parametrize(
    ("tag", "link"),
    [
        ("{{< youtube dQw4 >}}", WATCH),
        ('{{< youtube id="dQw4" autoplay="true" >}}', WATCH),
        ("{% youtube dQw4 %}", WATCH),
        ('{% include video id="dQw4" provider="youtube" %}', WATCH),
        ("{% include embed/youtube.html id='dQw4' %}", WATCH),
        ("{{< vimeo 146022717 >}}", "<https://vimeo.com/146022717>"),
        ('{{< tweet user="spf13" id="877" >}}', "<https://x.com/i/status/877>"),
        ("{{< x 877 >}}", "<https://x.com/i/status/877>"),
        ("{{< gist spf13 7896402 >}}", "<https://gist.github.com/spf13/7896402>"),
        ("{% gist 7896402 %}", "<https://gist.github.com/7896402>"),
        ("{{< instagram BWNjjyYFxVx >}}", "<https://www.instagram.com/p/BWNjjyYFxVx/>"),
        ("{% embed https://example.org/a?b=1 %}", "<https://example.org/a?b=1>"),
        ('{{< video src="https://example.org/v.mp4" >}}', "<https://example.org/v.mp4>"),
    ],
)
def test_an_embed_becomes_a_link(tag: str, link: str) -> None:
    assert expand(f"Viz {tag}.") == f"Viz {link}."


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ('{{< relref "/posts/zprava.md#konec" >}}', "/posts/zprava/#konec"),
        ('{{< ref "/docs/_index.md" >}}', "/docs/"),
        ("{% link assets/výkaz.pdf %}", "/assets/v%C3%BDkaz.pdf"),
        ("{{ site.baseurl }}/a", "/a"),
        ("{{ site.url }}{{ site.baseurl }}/a", "/a"),
        ('{{ "/img/a b.png" | relative_url }}', "/img/a%20b.png"),
        ("{{ '/a' | absolute_url }}", "/a"),
        ('{{ "/a" | prepend: site.baseurl }}', "/a"),
    ],
)
def test_a_reference_that_says_its_path_is_a_link(target: str, path: str) -> None:
    assert expand(f"[text]({target})") == f"[text]({path})"


@pytest.mark.parametrize(
    "target", ['{{< ref "about.md" >}}', "{% post_url 2026-01-30-a %}", "{% link _posts/2026-01-30-a.md %}"]
)
def test_a_reference_that_only_the_site_can_resolve_becomes_its_text(target: str) -> None:
    assert from_markdown(expand(f"[text]({target})")).html == "<p>text</p>"


def test_what_shows_nothing_vanishes() -> None:
    assert (
        expand('a{{ page.title }}b{% if x %}c{% endif %}d{{% notice %}}e{{% /notice %}}f{{ "now" | date: "%Y" }}')
        == "abcdef"
    )


def test_a_comment_vanishes_with_its_content_and_raw_keeps_it() -> None:
    assert expand("a{% comment %} ne {{ x }} {% endcomment %}b{% raw %}{{ x }}{% endraw %}c") == "ab{{ x }}c"


@pytest.mark.parametrize(
    "code",
    ["`{{ x }}`", "``{% y %} ` ``", "```\n{{< figure >}}\n```", "> ~~~\n> {% if %}\n> ~~~", "- ```\n  {{ x }}\n  ```"],
)
def test_tags_that_code_shows_stay(code: str) -> None:
    assert expand(f"{code}\n\n{{{{ pryč }}}}") == f"{code}\n\n"


def test_marks_that_keep_the_generator_away_do_not_show() -> None:
    assert expand("```\n{{</* figure */>}} {% raw %}{{ x }}{% endraw %}\n```") == "```\n{{< figure >}} {{ x }}\n```"
    assert from_markdown(expand("Pište {{</* figure src=x */>}}.")).text == "Pište {{< figure src=x >}}."


def test_braces_that_are_no_tag_stay() -> None:
    text = 'Sleva 100 {% dnes a {{ nic\n\n}} %} a {"a": {"b": 1} }'
    assert expand(text) == text


def test_attribute_lists_of_kramdown_and_hugo_do_not_show() -> None:
    assert expand('# Titul {#uvod}\n\n![a](b){: .center width="3"}\n{:toc}\n') == "# Titul\n\n![a](b)\n\n"


@given(st.text(alphabet=st.characters(blacklist_characters="{")))
def test_text_without_braces_is_untouched(text: str) -> None:
    assert expand(text) == text


@given(
    st.text(alphabet="abc .,", max_size=20),
    st.text(alphabet="abc .,", max_size=20),
    st.sampled_from(["{% x %}", "{{ x }}", "{{< x1 >}}"]),
)
def test_a_tag_alone_vanishes_from_between_words(before: str, after: str, tag: str) -> None:
    assert expand(f"x{before}{tag}{after}x") == f"x{before}{after}x"


@given(
    st.lists(
        st.sampled_from(
            [
                "{%",
                "%}",
                "{{",
                "}}",
                "{{<",
                ">}}",
                "raw",
                "endraw",
                "highlight",
                "`",
                "```",
                "\n",
                "\n\n",
                " ",
                '"',
                "a=",
                "/*",
                "*/",
            ]
        )
    )
)
def test_any_tangle_of_tags_becomes_text(pieces: list[str]) -> None:
    assert "\0" not in from_markdown(expand("".join(pieces))).html


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece",
    [
        "{%",
        "{{",
        "{{<",
        "{{ x }}",
        "{% raw %}",
        "{% highlight x %}",
        "`a``b```c",
        "```\n",
        "\n\n{{",
        "{: ",
        "{#",
        "{{</*",
        "{{ " + '"' * 3900 + " }}",
        "{% figure " + 'a="' * 1200 + " %}",
        '{{ "a" ' + "|a" * 1900 + "! }}",
        " " * 4000 + "\n{",
        "~~~\n````\n",
        " {.",
        "[{{",
    ],
)
def test_a_hostile_body_takes_linear_time(piece: str) -> None:
    expand(piece * (500_000 // len(piece)))


@pytest.mark.timeout(60)
def test_blanks_and_runs_of_many_lengths_take_linear_time() -> None:
    expand(" " * 200_000 + "{" + " " * 200_000)
    expand("".join("`" * length + "{" for length in range(1, 1_000)))
