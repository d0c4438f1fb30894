"""What is written for servers and for newcomers agrees with the code it speaks of."""

import re
from importlib.util import find_spec

import pytest
import yaml
from allauth.core.internal.httpkit import get_client_ip

from config import servers
from config.bootstrap_lock import bootstrap_lines
from config.celery import app
from config.embedded import ROOT

COMPOSE = (ROOT / "docker-compose.yml").read_text()
SERVICES = yaml.safe_load(COMPOSE)["services"]
EXAMPLE = set(re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
OURS = ("web", "worker", "outside", "beat", "migrate")


def targets():
    return set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))


def words(text):
    """Return a command's words without what differs between a laptop and a server."""
    places = ("--bind", "--schedule")
    parts = [re.sub(r"\$\{(\w+):-[^}]*\}", r"\1", part) for part in text.split()]
    return [part for before, part in zip(["", *parts], parts, strict=False) if before not in places]


def test_compose_has_every_process_and_both_servers():
    assert {"web", "worker", "outside", "beat", "db", "redis"} <= set(SERVICES)


@pytest.mark.parametrize("name", ["web", "worker", "outside", "beat"])
def test_compose_runs_what_the_procfile_runs(name):
    lines = (ROOT / "Procfile").read_text().splitlines()
    procfile = dict(line.split(": ", 1) for line in lines)
    assert words(SERVICES[name]["command"]) == words(procfile[name])


def test_every_queue_that_a_task_goes_to_has_somebody_who_serves_it():
    queues = {route["queue"] for route in app.conf.task_routes.values()}
    assert queues == set(re.findall(r"--queues (\S+)", SERVICES["outside"]["command"]))
    app.loader.import_default_modules()
    assert set(app.conf.task_routes) <= set(app.tasks)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_lasting_service_has_a_health_check(name):
    assert "healthcheck" in SERVICES[name] or SERVICES[name]["restart"] == "no"


@pytest.mark.parametrize("name", sorted(set(SERVICES) - set(OURS)))
def test_images_are_pinned_to_a_full_version(name):
    assert re.search(r":\d+\.\d+", SERVICES[name]["image"])


def test_only_one_beat_ever_runs():
    assert "deploy" not in SERVICES["beat"]


def test_what_serves_does_not_know_the_owner_of_the_tables():
    knowing = [name for name in OURS if "OWNER_DATABASE_URL" in SERVICES[name]["environment"]]
    assert knowing == ["migrate"]


def test_commands_name_modules_and_commands_that_exist():
    assert all(find_spec(module) for module in ("config.wsgi", "config.celery", "config.ask_health"))
    assert set(re.findall(r"-m (\S+)|python\", \"-m\", \"(\S+?)\"", COMPOSE)) == {("", "config.ask_health")}
    for command in re.findall(r"manage\.py (\w+)", COMPOSE):
        assert command == "migrate" or list(ROOT.glob(f"*/management/commands/{command}.py")), command


def test_the_browser_does_not_say_whether_it_came_by_https():
    proxy = yaml.safe_load(COMPOSE)["configs"]["proxy"]["content"]
    passed_on = re.search(r"proxy_set_header X-Forwarded-Proto (\S+);", proxy)[1]
    assert passed_on == "$$proto"
    assert re.search(
        r'map "\$\{TLS_IN_FRONT:-0\}" \$\$proto \{\s+"1" \$\$http_x_forwarded_proto;\s+default \$\$scheme;', proxy
    )


def test_the_proxy_is_found_well_where_the_service_insists_on_https(client, settings):
    check = SERVICES["proxy"]["healthcheck"]["test"]
    name, value = check[check.index("--header") + 1].split(": ")
    settings.SECURE_SSL_REDIRECT, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    address = check[-1].removeprefix("http://127.0.0.1")
    assert client.get(address).status_code == 301
    assert client.get(address, headers={name: value}).status_code == 200


def test_attempts_are_counted_by_the_address_that_the_proxy_saw(settings, rf):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = int(environment_of("web")["TRUSTED_PROXY_COUNT"])
    request = rf.get("/", headers={"X-Forwarded-For": "1.2.3.4, 10.0.0.9"}, REMOTE_ADDR="10.0.0.1")
    assert get_client_ip(request) == "10.0.0.9"


def environment_of(name):
    """Return a service's variables with the values they have when .env names none."""
    found = SERVICES[name]["environment"].items()
    return {key: re.sub(r"^\$\{\w+:-(.*)\}$", r"\1", str(value)) for key, value in found}


def test_every_variable_is_passed_on_to_what_serves():
    settings = (ROOT / "config" / "settings.py").read_text()
    read = set(re.findall(r"(?:env|flag)\(\s*\"([A-Z_]+)\"", settings))
    in_the_image = {"STATIC_ROOT", "NODE_MODULES", "TEST_DATABASE_NAME"}
    assert read - in_the_image <= set(SERVICES["web"]["environment"])


def test_every_variable_is_explained_in_the_example():
    compose = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE))
    procfile = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "Procfile").read_text()))
    settings = "".join((ROOT / "config" / name).read_text() for name in ("settings.py", "logs.py"))
    read = set(re.findall(r"(?:env|flag|environ\.get)\(\s*\"([A-Z_]+)\"", settings))
    assert compose | procfile | read <= EXAMPLE


def test_the_database_is_the_same_major_version_everywhere():
    image = SERVICES["db"]["image"]
    assert image.startswith(f"postgres:{servers.POSTGRES_MAJOR}.")
    assert (servers.postgres_folder() / "bin" / "postgres").exists()


def test_the_database_is_made_and_tuned_the_same_everywhere():
    assert SERVICES["db"]["environment"]["POSTGRES_INITDB_ARGS"].split() == servers.INITDB_OPTIONS
    for setting in re.findall(r"-c (\S+)", SERVICES["db"]["command"]):
        name, value = setting.split("=")
        assert servers.POSTGRES_SETTINGS[name] == value


def test_make_offers_what_others_rely_on():
    assert {"help", "setup", "run", "test", "check", "fix", "bench", "docs"} <= targets()


def test_documents_name_only_targets_that_exist():
    for document in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")):
        named = set(re.findall(r"`make ([a-z-]+)", document.read_text()))
        assert named <= targets(), document


def test_the_image_installs_by_hash_and_does_not_run_as_root():
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "--require-hashes --requirement requirements-service.lock" in dockerfile
    assert dockerfile.rindex("USER tandem") > dockerfile.rindex("RUN ")


def test_the_bootstrap_lock_is_the_one_in_the_full_lock():
    full = (ROOT / "requirements.lock").read_text()
    assert (ROOT / "requirements-bootstrap.lock").read_text() == bootstrap_lines(full)


def test_the_service_is_locked_to_the_versions_that_are_tested():
    def pinned(name):
        return set(re.findall(r"^(\S+==\S+)", (ROOT / name).read_text(), re.MULTILINE))

    assert pinned("requirements-service.lock") <= pinned("requirements.lock")
