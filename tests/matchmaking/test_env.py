import pytest
from django.core.exceptions import ImproperlyConfigured

from matchmaking.env import Environment, broker_url, cache_url, database_settings


@pytest.mark.parametrize("word", ["1", "true", "YES", " on "])
def test_boolean_true_words(word):
    assert Environment({"X": word}).boolean("X", default=False) is True


@pytest.mark.parametrize("word", ["0", "false", "No", "off"])
def test_boolean_false_words(word):
    assert Environment({"X": word}).boolean("X", default=True) is False


@pytest.mark.parametrize("variables", [{}, {"X": ""}, {"X": "  "}])
def test_boolean_not_set_is_the_default(variables):
    assert Environment(variables).boolean("X", default=True) is True


def test_boolean_anything_else_is_refused():
    with pytest.raises(ImproperlyConfigured, match="X must be true or false, not “maybe”"):
        Environment({"X": "maybe"}).boolean("X", default=True)


def test_integer_reads_a_whole_number():
    assert Environment({"X": "42"}).integer("X", default=1) == 42


@pytest.mark.parametrize("value", ["4.5", "four", "-1"])
def test_integer_nonsense_is_refused(value):
    with pytest.raises(ImproperlyConfigured, match="X must be"):
        Environment({"X": value}).integer("X", default=1)


def test_words_without_blanks_and_empty_ones():
    assert Environment({"X": " a.example, ,b.example,"}).words("X") == ["a.example", "b.example"]


def test_secret_from_a_file(tmp_path):
    path = tmp_path / "secret"
    path.write_text("s3cret\n")

    assert Environment({"X_FILE": str(path)}).secret("X") == "s3cret"


def test_secret_from_a_missing_file_is_refused(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="X_FILE cannot be read"):
        Environment({"X_FILE": str(tmp_path / "missing")}).secret("X")


def test_secret_from_an_empty_file_is_refused(tmp_path):
    (tmp_path / "secret").touch()

    with pytest.raises(ImproperlyConfigured, match="X_FILE points to an empty file"):
        Environment({"X_FILE": str(tmp_path / "secret")}).secret("X")


def test_secret_given_twice_is_refused(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="either X or X_FILE"):
        Environment({"X": "a", "X_FILE": str(tmp_path)}).secret("X")


def test_url_of_another_kind_is_refused_without_repeating_it():
    environment = Environment({"DATABASE_URL": "mysql://root:s3cret@db/fair"})

    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.url("DATABASE_URL", schemes=frozenset({"postgresql"}))

    assert str(refusal.value) == "DATABASE_URL must start with one of postgresql://"


def test_database_settings_of_a_server():
    settings = database_settings(
        "postgresql://fair:p%40ss@db.example:5433/fair_2027?sslmode=require"
    )

    assert settings == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "fair_2027",
        "USER": "fair",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_database_settings_of_a_socket():
    settings = database_settings("postgresql://postgres@/fairmatch?host=/srv/run&port=5555")

    assert (settings["HOST"], settings["PORT"], settings["OPTIONS"]) == ("/srv/run", "5555", {})


def test_database_settings_without_a_name_are_refused():
    with pytest.raises(ImproperlyConfigured, match="does not name a database"):
        database_settings("postgresql://fair@db.example/")


@pytest.mark.parametrize(
    ("url", "broker", "cache"),
    [
        ("redis://q.example:6379", "redis://q.example:6379", "redis://q.example:6379/1"),
        ("redis://:pw@q:6379/4", "redis://:pw@q:6379/4", "redis://:pw@q:6379/5"),
        (
            "unix:///r/v.sock?db=2",
            "redis+socket:///r/v.sock?virtual_host=2",
            "unix:///r/v.sock?db=3",
        ),
        (
            "redis+socket:///r/v.sock?virtual_host=1",
            "redis+socket:///r/v.sock?virtual_host=1",
            "unix:///r/v.sock?db=2",
        ),
    ],
)
def test_queue_and_cache_share_a_server_but_no_database(url, broker, cache):
    assert (broker_url(url), cache_url(url)) == (broker, cache)


def test_one_of_knows_its_words():
    environment = Environment({"ENCODER": "Off"})

    assert environment.one_of("ENCODER", words=("on", "off"), default="on") == "off"
    assert environment.one_of("OTHER", words=("on", "off"), default="on") == "on"


def test_one_of_refuses_other_words():
    with pytest.raises(ImproperlyConfigured, match="ENCODER must be one of on, off, not “maybe”"):
        Environment({"ENCODER": "maybe"}).one_of("ENCODER", words=("on", "off"), default="on")
