import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from matchmaking.secret_key import kept_secret_key


def test_secret_key_is_made_once_and_closed_to_others(tmp_path):
    first = kept_secret_key(tmp_path / "site", may_make_one=True)
    second = kept_secret_key(tmp_path / "site", may_make_one=True)

    assert first == second
    assert len(first) == 50
    assert stat.S_IMODE((tmp_path / "site" / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["secret_key"]


def test_secret_key_must_be_given_in_production(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not set"):
        kept_secret_key(tmp_path, may_make_one=False)


def test_secret_key_where_the_directory_is_a_file(tmp_path):
    (tmp_path / "site").touch()

    with pytest.raises(ImproperlyConfigured, match="FAIRMATCH_DATA"):
        kept_secret_key(tmp_path / "site", may_make_one=True)
