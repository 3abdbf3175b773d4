from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy.engine import make_url

from ingest.rules import Future, OnDelete, Rules
from publisher.site import EntryLink, Site
from seedwire.config import ConfigError, LogFormat, LogLevel, Settings, load_settings, template
from seedwire.listen import Listen

DOCUMENTATION = Path(__file__).resolve().parents[2] / "docs" / "configuration.md"

# The names and defaults that operators were promised, written out so that none changes by accident.
PROMISED: Mapping[str, object] = {
    "seeds": Path("seeds"),
    "database_url": "sqlite:///seedwire.db",
    "listen": Listen("127.0.0.1", 8080),
    "admin_listen": None,
    "base_url": "http://127.0.0.1:8080",
    "site_url": None,
    "site_title": "Seedwire",
    "site_description": "Articles, filtered by company.",
    "author": None,
    "language": None,
    "timezone": ZoneInfo("UTC"),
    "unrepaired": (),
    "scan_interval": 60,
    "settle_time": 2,
    "suffixes": (".md", ".markdown", ".txt"),
    "exclude": ("README*", "LICENSE*", "CHANGELOG*", "CONTRIBUTING*", "robots.txt", "node_modules"),
    "feed_limit": 50,
    "entry_link": EntryLink.SOURCE,
    "on_delete": OnDelete.KEEP,
    "future": Future.HOLD,
    "websub_hubs": (),
    "companies_file": None,
    "detect_companies": True,
    "export_dir": None,
    "max_file_size": 1024 * 1024,
    "max_age": 300,
    "rate_limit": 120,
    "trusted_proxies": (),
    "allowed_hosts": (),
    "web_workers": 2,
    "log_format": LogFormat.CONSOLE,
    "log_level": LogLevel.INFO,
}


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(
    toml: str | None = None, flags: Mapping[str, object] | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    if toml is not None:
        Path("seedwire.toml").write_text(toml, "utf-8")
    return load_settings(None, flags or {}, environ or {})


def complaint(
    toml: str | None = None, flags: Mapping[str, object] | None = None, environ: Mapping[str, str] | None = None
) -> str:
    with pytest.raises(ConfigError) as caught:
        load(toml, flags, environ)
    return str(caught.value)


def test_every_promised_setting_exists_with_its_default() -> None:
    assert dict(load()) == PROMISED


def test_the_publisher_and_the_ingester_are_told_the_same_defaults_that_they_have_themselves() -> None:
    settings = load()
    assert settings.site() == Site(base_url="http://127.0.0.1:8080")
    assert settings.rules() == Rules(seeds=Path("seeds"), zone=ZoneInfo("UTC"))


def test_what_is_set_reaches_the_publisher_and_the_ingester() -> None:
    settings = load(
        'site_title = "Zprávy"\nsite_url = "https://example.org/"\nlanguage = "cs_CZ"\nauthor = "Redakce"\n'
        'entry_link = "page"\nmax_age = "1h"\nfeed_limit = 7\nwebsub_hubs = ["https://hub.example.org/"]\n'
        'on_delete = "withdraw"\nfuture = "publish"\nmax_file_size = "2 MiB"\nsuffixes = ["md"]\n'
        'timezone = "Europe/Sofia"'
    )
    assert settings.site() == Site(
        base_url="http://127.0.0.1:8080",
        site_url="https://example.org",
        title="Zprávy",
        author="Redakce",
        language="cs-CZ",
        feed_limit=7,
        entry_link=EntryLink.PAGE,
        hubs=("https://hub.example.org/",),
        max_age=3600,
    )
    assert settings.rules() == Rules(
        seeds=Path("seeds"),
        suffixes=(".md",),
        max_file_size=2 * 1024 * 1024,
        zone=ZoneInfo("Europe/Sofia"),
        future=Future.PUBLISH,
        on_delete=OnDelete.WITHDRAW,
        feed_limit=7,
    )


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load().feed_limit = 3


def test_settings_made_by_hand_read_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEEDWIRE_FEED_LIMIT", "7")
    assert Settings().feed_limit == 50


def test_flags_beat_variables_beat_the_file_beats_defaults() -> None:
    toml, flags, environ = "feed_limit = 1\nmax_age = 1\nweb_workers = 1", {"feed_limit": 3}, {"SEEDWIRE_MAX_AGE": "2"}
    settings = load(toml, flags, {**environ, "SEEDWIRE_FEED_LIMIT": "2"})
    assert (settings.feed_limit, settings.max_age, settings.web_workers) == (3, 2, 1)


def test_a_flag_that_was_not_given_decides_nothing() -> None:
    assert load("feed_limit = 9", {"feed_limit": None}).feed_limit == 9


def test_the_template_spells_out_exactly_the_defaults() -> None:
    assert load(template()) == Settings()
    uncommented = re.sub(r"(?m)^#(?=[a-z])", "", template())
    assert tomllib.loads(uncommented).keys() == PROMISED.keys()
    assert load(uncommented) == Settings()


def test_the_documentation_has_a_section_for_each_setting_with_its_variable_and_nothing_else() -> None:
    text = DOCUMENTATION.read_text("utf-8")
    sections = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL))
    assert sections.keys() == PROMISED.keys()
    for key, section in sections.items():
        assert f"`SEEDWIRE_{key.upper()}`" in section, key
    assert set(re.findall(r"SEEDWIRE_[A-Z_]*[A-Z]", text)) == {f"SEEDWIRE_{key.upper()}" for key in PROMISED} | {
        "SEEDWIRE_CONFIG",
        "SEEDWIRE_SERVICE_HOST",
    }


def test_the_examples_of_the_documentation_work_and_its_defaults_are_the_defaults() -> None:
    text = DOCUMENTATION.read_text("utf-8")
    for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL):
        load(block if "listen" not in block else f'base_url = "https://feeds.example.org"\n{block}')
    defaults = re.findall(r"^### `(\w+)`\n\nDefault: (?:`([^`]*)`|not set)[.,]", text, re.MULTILINE)
    assert len(defaults) == len(PROMISED)
    for key, default in defaults:
        toml = f"{key} = {default}" if default else ""
        assert getattr(load(toml), key) == PROMISED[key], toml


# Where the file is.


def test_the_file_may_be_named_by_flag_or_variable_and_the_flag_wins(directory: Path) -> None:
    for name, limit in (("seedwire.toml", 1), ("variable.toml", 2), ("flag.toml", 3)):
        (directory / name).write_text(f"feed_limit = {limit}")
    environ = {"SEEDWIRE_CONFIG": "variable.toml"}
    assert load_settings(Path("flag.toml"), {}, environ).feed_limit == 3
    assert load_settings(None, {}, environ).feed_limit == 2
    assert load_settings(None, {}, {}).feed_limit == 1


@pytest.mark.parametrize(("flag", "environ"), [(Path("nowhere.toml"), {}), (None, {"SEEDWIRE_CONFIG": "nowhere.toml"})])
def test_a_file_that_was_named_must_exist(flag: Path | None, environ: Mapping[str, str]) -> None:
    with pytest.raises(ConfigError, match=r"^nowhere\.toml: cannot be read: No such file"):
        load_settings(flag, {}, environ)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"feed_limit = 5\nseeds = \n", "seedwire.toml, line 2, column 9: invalid value"),
        (b"seeds = 'a'\r\nlisten = [\r\n  'x',", "seedwire.toml, line 3, column 7: "),
        (b"seeds = 'a'\nauthor = 'Ji\xf8\xed'\n", "seedwire.toml, line 2: expected UTF-8"),
    ],
)
def test_a_file_that_is_no_toml_is_told_with_the_place(directory: Path, content: bytes, message: str) -> None:
    (directory / "seedwire.toml").write_bytes(content)
    assert complaint().startswith(message)


def test_a_byte_order_mark_and_windows_line_ends_are_understood(directory: Path) -> None:
    (directory / "seedwire.toml").write_bytes(b"\xef\xbb\xbffeed_limit = 5\r\n")
    assert load().feed_limit == 5


# Paths.


def test_relative_paths_of_a_file_are_taken_from_its_directory(directory: Path) -> None:
    (directory / "etc").mkdir()
    file = directory / "etc" / "news.toml"
    file.write_text('seeds = "in"\ndatabase_url = "sqlite:///var/n.db"\ncompanies_file = "c.toml"')
    settings = load_settings(Path("etc/news.toml"), {}, {})
    assert settings.seeds == Path("etc/in")
    assert settings.database_url == "sqlite:///etc/var/n.db"
    assert settings.companies_file == Path("etc/c.toml")
    assert load_settings(file, {}, {}).database_url == f"sqlite:///{directory}/etc/var/n.db"


def test_writing_a_default_path_down_changes_nothing(directory: Path) -> None:
    silent, spelled = directory / "silent.toml", directory / "spelled.toml"
    silent.write_text("")
    spelled.write_text('seeds = "seeds"\ndatabase_url = "sqlite:///seedwire.db"')
    assert load_settings(silent, {}, {}) == load_settings(spelled, {}, {})


def test_relative_paths_of_flags_and_variables_are_taken_from_the_current_directory(directory: Path) -> None:
    (directory / "etc").mkdir()
    (directory / "etc" / "news.toml").write_text('seeds = "in"')
    settings = load_settings(Path("etc/news.toml"), {"seeds": "here"}, {"SEEDWIRE_DATABASE_URL": "sqlite:///here.db"})
    assert (settings.seeds, settings.database_url) == (Path("here"), "sqlite:///here.db")


@given(st.lists(st.text("abcž .-_", max_size=5).map(lambda name: f"a{name}z"), min_size=1))
def test_absolute_paths_stay_as_they_are(names: list[str]) -> None:
    path = "/" + "/".join(names)
    settings = load(f'seeds = "{path}"\ndatabase_url = "sqlite:///{path}"')
    assert settings.seeds == Path(path)
    assert make_url(settings.database_url).database == str(Path(path))


# Values.


@pytest.mark.parametrize(
    ("key", "written", "read"),
    [
        ("listen", "[::1]:0", Listen("::1", 0)),
        ("listen", "LocalHost:65535", Listen("localhost", 65535)),
        ("admin_listen", "127.0.0.1:9000", Listen("127.0.0.1", 9000)),
        ("admin_listen", "off", None),
        ("base_url", "HTTPS://Feeds.Example.ORG:443/a b/".replace(" ", "%20"), "https://feeds.example.org/a%20b"),
        ("base_url", "https://bücher.example/česky/", "https://xn--bcher-kva.example/%C4%8Desky"),
        ("base_url", "http://[::1]:8080/", "http://[::1]:8080"),
        ("site_url", "", None),
        ("author", "", None),
        ("language", "sr_latn_rs", "sr-Latn-RS"),
        ("scan_interval", "1.5m", 90),
        ("settle_time", "0", 0),
        ("max_age", "1h", 3600),
        ("max_age", "1d", 86400),
        ("max_file_size", "2.5 MiB", 2_621_440),
        ("max_file_size", "4096", 4096),
        ("rate_limit", "off", None),
        ("rate_limit", "5", 5),
        ("detect_companies", "no", False),
        ("suffixes", "md, .TXT", (".md", ".txt")),
        ("exclude", '["a,b*", "c"]', ("a,b*", "c")),
        ("exclude", "", ()),
        ("trusted_proxies", "10.0.0.0/8, ::1", (ip_network("10.0.0.0/8"), ip_network("::1"))),
        ("allowed_hosts", "Zprávy.Example.org., [::1]", ("xn--zprvy-zqa.example.org", "[::1]")),
        ("websub_hubs", "https://hub.example.org/?a=b", ("https://hub.example.org/?a=b",)),
        ("database_url", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("database_url", "postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("database_url", "sqlite:////var/lib/s.db", "sqlite:////var/lib/s.db"),
        ("log_level", "WARNING", LogLevel.WARNING),
        ("timezone", "America/Argentina/Buenos_Aires", ZoneInfo("America/Argentina/Buenos_Aires")),
    ],
)
def test_a_variable_is_read(key: str, written: str, read: object) -> None:
    assert getattr(load(environ={f"SEEDWIRE_{key.upper()}": written}), key) == read


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("listen", "8080"),
        ("listen", ":8080"),
        ("listen", "::1:8080"),
        ("listen", "127.0.0.1:65536"),
        ("listen", "127.0.0.1:-1"),
        ("listen", "[127.0.0.1]:1"),
        ("listen", "a b:1"),
        ("listen", ""),
        ("base_url", "feeds.example.org"),
        ("base_url", "ftp://example.org"),
        ("base_url", "https://example.org/?a=1"),
        ("base_url", "https://example.org/?"),
        ("base_url", "https://example.org/#top"),
        ("base_url", "https://user@example.org"),
        ("base_url", "https://"),
        ("base_url", "https://exa<mple.org"),
        ("base_url", "https://example.org:99999"),
        ("base_url", "https://example.org/a\nb"),
        ("base_url", ""),
        ("site_url", "javascript:alert(1)"),
        ("site_title", ""),
        ("site_title", "two\nlines"),
        ("language", "not a language"),
        ("timezone", "Europe"),
        ("timezone", "Europe/Prag"),
        ("timezone", "../../etc/passwd"),
        ("timezone", ""),
        ("feed_limit", "0"),
        ("feed_limit", "501"),
        ("feed_limit", "many"),
        ("scan_interval", "0.5"),
        ("scan_interval", "nan"),
        ("scan_interval", "1w"),
        ("settle_time", "-1"),
        ("settle_time", "inf"),
        ("max_age", "-1"),
        ("max_age", "1.5"),
        ("max_age", "400d"),
        ("max_file_size", "0"),
        ("max_file_size", "large"),
        ("rate_limit", "0"),
        ("rate_limit", "on"),
        ("web_workers", "0"),
        ("detect_companies", "perhaps"),
        ("suffixes", ""),
        ("suffixes", "a/b"),
        ("exclude", "[1"),
        ("trusted_proxies", "10.0.0.1/8"),
        ("trusted_proxies", "proxy.example.org"),
        ("allowed_hosts", "feeds.example.org:8080"),
        ("allowed_hosts", "[::1]:80"),
        ("allowed_hosts", "https://feeds.example.org"),
        ("allowed_hosts", "user@feeds.example.org"),
        ("allowed_hosts", "*.example.org"),
        ("allowed_hosts", "a b"),
        ("websub_hubs", "https://hub.example.org/, ftp://hub.example.org/"),
        ("database_url", "mysql://h/d"),
        ("database_url", "postgresql+asyncpg://h/d"),
        ("database_url", "sqlite://"),
        ("database_url", "sqlite:///:memory:"),
        ("database_url", "sqlite:///a.db?mode=ro"),
        ("database_url", "seedwire.db"),
        ("on_delete", "erase"),
        ("future", "maybe"),
        ("entry_link", "here"),
        ("log_level", "loud"),
        ("log_format", "xml"),
        ("seeds", ""),
    ],
)
def test_a_bad_value_is_told_with_its_variable_and_with_what_is_expected(key: str, written: str) -> None:
    lines = complaint(environ={f"SEEDWIRE_{key.upper()}": written}).splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f'SEEDWIRE_{key.upper()}="')
    assert lines[0].endswith(f": expected {Settings.model_fields[key].description}")


@pytest.mark.parametrize("value", ["true", "[]", "1979-05-27", "[[1]]", "{ a = 1 }", "nan"])
@pytest.mark.parametrize("key", sorted(PROMISED.keys() - {"detect_companies"}))
def test_a_value_of_the_wrong_type_in_the_file_is_told(key: str, value: str) -> None:
    lists_and_empty = value == "[]" and isinstance(PROMISED[key], tuple) and key != "suffixes"
    if lists_and_empty:
        assert getattr(load(f"{key} = {value}"), key) == ()
    else:
        assert complaint(f"{key} = {value}").startswith(f"seedwire.toml: {key} = ")


@given(key=st.sampled_from(sorted(PROMISED)), value=st.text())
def test_whatever_a_variable_holds_it_is_read_or_told_in_one_line(key: str, value: str) -> None:
    try:
        load(environ={f"SEEDWIRE_{key.upper()}": value})
    except ConfigError as error:
        lines = str(error).splitlines()
        assert lines
        assert all(line.startswith(f"SEEDWIRE_{key.upper()}=") for line in lines)


def test_all_errors_are_told_at_once_each_with_its_place() -> None:
    told = complaint("feed_limit = 900", {"listen": "nonsense"}, {"SEEDWIRE_MAX_AGE": "soon"}).splitlines()
    assert sorted(line.split(": ")[0] for line in told) == [
        '--listen "nonsense"',
        'SEEDWIRE_MAX_AGE="soon"',
        "seedwire.toml",
    ]
    assert "seedwire.toml: feed_limit = 900: expected a whole number from 1 to 500" in told


def test_a_long_value_is_cut() -> None:
    assert len(complaint(environ={"SEEDWIRE_FEED_LIMIT": "9" * 5000})) < 250


# Names.


def test_an_unknown_key_is_told_with_the_nearest_name() -> None:
    assert complaint("feed_limt = 5") == "seedwire.toml: feed_limt: there is no such setting; did you mean feed_limit?"


def test_an_unknown_variable_is_told_with_the_nearest_name() -> None:
    told = complaint(environ={"SEEDWIRE_BASEURL": "x", "SEEDWIRE_Seeds": "y", "SEEDWIRE_XYZZY": "z", "OTHER": "o"})
    assert told.splitlines() == [
        "SEEDWIRE_BASEURL: there is no such setting; did you mean SEEDWIRE_BASE_URL?",
        "SEEDWIRE_Seeds: there is no such setting; did you mean SEEDWIRE_SEEDS?",
        "SEEDWIRE_XYZZY: there is no such setting",
    ]


def test_an_unknown_key_of_two_lines_is_told_in_one() -> None:
    assert complaint('"a\\nb" = 1') == "seedwire.toml: a\\nb: there is no such setting"


def test_the_variables_of_a_kubernetes_service_called_seedwire_are_no_settings() -> None:
    service = {
        "SEEDWIRE_SERVICE_HOST": "10.0.0.11",
        "SEEDWIRE_SERVICE_PORT": "8080",
        "SEEDWIRE_SERVICE_PORT_HTTP": "8080",
        "SEEDWIRE_PORT": "tcp://10.0.0.11:8080",
        "SEEDWIRE_PORT_8080_TCP": "tcp://10.0.0.11:8080",
        "SEEDWIRE_PORT_8080_TCP_PROTO": "tcp",
        "SEEDWIRE_PORT_8080_TCP_PORT": "8080",
        "SEEDWIRE_PORT_8080_TCP_ADDR": "10.0.0.11",
    }
    assert load(environ=service) == Settings()
    assert "SEEDWIRE_PORT: " in complaint(environ={"SEEDWIRE_PORT": "8080"})


# Values that must agree.


@pytest.mark.parametrize("public", ["0.0.0.0:8080", "[::]:8080", "192.0.2.1:80", "feeds.example.org:8080"])
def test_a_public_address_needs_a_base_url(public: str) -> None:
    told = complaint(flags={"listen": public})
    assert told.startswith(f'--listen "{public}": ')
    assert "base_url" in told
    assert load(flags={"listen": public, "base_url": "https://feeds.example.org"}).listen == Listen.parse(public)


@given(st.one_of(st.ip_addresses(), st.just("[fe80::1%eth0]"), st.from_regex(r"[a-z0-9.-]{1,20}", fullmatch=True)))
def test_any_address_is_loopback_or_asks_for_a_base_url_or_is_refused(host: object) -> None:
    text = f"[{host}]:80" if isinstance(host, IPv6Address) else f"{host}:80"
    try:
        settings = load(flags={"listen": text})
    except ConfigError as error:
        told = str(error)
        assert told.startswith(f'--listen "{text}": ')
    else:
        assert settings.listen.is_loopback
        assert settings.base_url == settings.listen.url


@pytest.mark.parametrize("private", ["127.0.0.1:1", "127.8.8.8:1", "[::1]:1", "localhost:1"])
def test_a_loopback_address_is_its_own_base_url(private: str) -> None:
    assert load(flags={"listen": private}).base_url == f"http://{private}"


def test_the_operators_page_is_not_where_the_feeds_are() -> None:
    assert complaint(environ={"SEEDWIRE_ADMIN_LISTEN": "127.0.0.1:8080"}) == (
        'SEEDWIRE_ADMIN_LISTEN="127.0.0.1:8080": must be another address than listen'
    )
    assert load(environ={"SEEDWIRE_ADMIN_LISTEN": "127.0.0.1:0"}, flags={"listen": "127.0.0.1:0"}).admin_listen


# Secrets.

URL_PASSWORDS = st.text("abz019%:/@?#&= '\"ř", min_size=1, max_size=12).map(lambda text: f"Geheim{text}Wort")


@given(URL_PASSWORDS)
@example("Geheim@/:Wort")
def test_a_database_password_never_shows(password: str) -> None:
    for url in (
        f"mysql://user:{password}@host/name",
        f"postgresql:user:{password}@host",
        f"postgres://user:{password}@host/name?sslmode=require",
    ):
        told = complaint(environ={"SEEDWIRE_DATABASE_URL": url})
        assert "Geheim" not in told
        assert "Wort" not in told
        assert "***" in told


def test_a_password_among_the_parameters_or_in_another_address_never_shows() -> None:
    told = complaint(
        'database_url = "mysql://h/d?user=u&password=Geheim&x=1"\nbase_url = "https://u:Geheim@example.org"',
        {"websub_hubs": ["https://u:Geheim@example.org"]},
    )
    assert told.count("***") == 3
    assert "Geheim" not in told


def test_a_database_password_is_not_in_the_text_form_of_settings() -> None:
    assert "Geheim" not in repr(load(environ={"SEEDWIRE_DATABASE_URL": "postgresql://u:Geheim@h/d"}))


@pytest.mark.fault(30)
def test_an_operators_page_on_loopback_has_names_of_its_own_and_a_site_those_that_it_is_given() -> None:
    plain = load(environ={"SEEDWIRE_ADMIN_LISTEN": "127.0.0.2:9090"})
    assert plain.admin_listen is not None
    assert plain.hosts_at(plain.listen) == frozenset()
    assert plain.hosts_at(plain.admin_listen) == {"localhost", "127.0.0.1", "127.0.0.2", "[::1]"}
    public = load(environ={"SEEDWIRE_ADMIN_LISTEN": "192.0.2.7:9090"})
    assert public.admin_listen is not None
    assert public.hosts_at(public.admin_listen) == frozenset()
    named = {"SEEDWIRE_ALLOWED_HOSTS": "b.example", "SEEDWIRE_BASE_URL": "https://A.example:8443/x"}
    strict = load(environ=named)
    assert strict.hosts_at(strict.listen) == {"a.example", "b.example", "localhost", "127.0.0.1", "[::1]"}
