"""Does a bad setting stop the start with a sentence, and are secrets kept as they should?"""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest

from earnest.environment import BadEnvironment, Mode, postgres_settings, read_environment

SECRET = "s" * 40
PRODUCTION = {
    "EARNEST_MODE": "production",
    "EARNEST_URL": "https://trade.example",
    "EARNEST_MAIL": "smtp://post:word@mail.example:587",
}


def test_nothing_said_means_a_demo_in_sqlite(tmp_path):
    environment = read_environment({"EARNEST_HOME": str(tmp_path)})
    assert (environment.mode, environment.database, environment.proxies) == (Mode.DEMO, "", 0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EARNEST_MODE", "prod"),
        ("EARNEST_DATABASE", "mysql://db/trade"),
        ("EARNEST_DATABASE", "postgresql://db"),
        ("EARNEST_URL", "trade.example"),
        ("EARNEST_URL", "https://trade.example/path"),
        ("EARNEST_PROXIES", "-1"),
        ("EARNEST_PROXIES", "many"),
        ("EARNEST_MAIL", "mail.example"),
    ],
)
def test_bad_value_is_refused_by_name(name, value):
    with pytest.raises(BadEnvironment, match=name):
        read_environment({name: value})


@pytest.mark.parametrize("missing", ["EARNEST_URL", "EARNEST_MAIL"])
def test_production_defaults_nothing(missing):
    with pytest.raises(BadEnvironment, match=missing):
        read_environment({**PRODUCTION, missing: ""})


def test_production_speaks_only_https():
    with pytest.raises(BadEnvironment, match="https"):
        read_environment({**PRODUCTION, "EARNEST_URL": "http://trade.example"})


def test_production_never_makes_a_secret(tmp_path):
    environment = read_environment({**PRODUCTION, "EARNEST_HOME": str(tmp_path)})
    with pytest.raises(BadEnvironment, match="EARNEST_SECRET_KEY_FILE"):
        environment.secret("secret_key")
    assert not list(tmp_path.iterdir())


def test_secret_comes_from_variable_or_file(tmp_path):
    file = tmp_path / "key"
    file.write_text(SECRET + "\n")
    by_file = read_environment({**PRODUCTION, "EARNEST_SECRET_KEY_FILE": str(file)})
    by_name = read_environment({**PRODUCTION, "EARNEST_SECRET_KEY": SECRET})
    assert by_file.secret("secret_key") == by_name.secret("secret_key") == SECRET
    assert SECRET not in repr(by_name)


def test_short_secret_is_refused():
    with pytest.raises(BadEnvironment, match="shorter"):
        read_environment({"EARNEST_SECRET_KEY": "short"}).secret("secret_key")


def test_demo_makes_a_secret_once_for_its_owner_only(tmp_path):
    environment = read_environment({"EARNEST_HOME": str(tmp_path)})
    first = environment.secret("secret_key")
    kept = tmp_path / "secrets" / "secret_key"
    assert environment.secret("secret_key") == first
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["secret_key"]


def test_postgres_address_becomes_settings():
    found = postgres_settings("postgresql://ann:p%40ss@db.example:5433/trade?sslmode=require")
    assert found["PASSWORD"] == "p@ss"
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "5433", "trade")
    assert found["OPTIONS"] == {"sslmode": "require"}
    assert postgres_settings("postgresql:///trade?host=/run/socket")["HOST"] == "/run/socket"


def ask_django(*words, **environment):
    """Run a management command in an installation of its own."""
    ours = ("EARNEST_", "DJANGO_")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    told = {**inherited, "DJANGO_SETTINGS_MODULE": "earnest.config.settings", **environment}
    told["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-W", "error", "-m", "django", *words]
    return subprocess.run(command, env=told, capture_output=True, text=True, check=False)


def test_production_passes_the_checks_for_deployment(tmp_path):
    told = {"EARNEST_HOME": str(tmp_path), "EARNEST_SECRET_KEY": "".join(map(chr, range(40, 120)))}
    told["EARNEST_SECOND_FACTOR_KEY"] = SECRET
    done = ask_django("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION, **told)
    assert done.returncode == 0, done.stderr
    refused = ask_django("check", **PRODUCTION, EARNEST_HOME=str(tmp_path))
    assert "Production needs EARNEST_SECRET_KEY" in refused.stderr


def test_migrations_prepare_both_files_and_tell_all(tmp_path):
    for alias in ("default", "trade"):
        done = ask_django("migrate", "--database", alias, EARNEST_HOME=str(tmp_path))
        assert done.returncode == 0, done.stderr
    told = ask_django("makemigrations", "--check", "accounts", EARNEST_HOME=str(tmp_path))
    assert told.returncode == 0, told.stdout


@pytest.mark.needs_postgres
def test_migrations_prepare_one_postgres_under_both_names(tmp_path, fresh_postgres):
    told = {"EARNEST_HOME": str(tmp_path), "EARNEST_DATABASE": fresh_postgres()}
    for alias in ("default", "trade"):
        done = ask_django("migrate", "--database", alias, **told)
        assert done.returncode == 0, done.stderr
