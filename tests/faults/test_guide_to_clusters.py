"""The guide to clusters names only what is there, and its parts fit together."""

import re

import pytest
from faults.dask_processes import GUIDE, block_with
from typer.testing import CliRunner

from peersim.cli import app

pytestmark = pytest.mark.quick


def options_in(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text))


def test_every_option_of_a_study_that_the_guide_names_is_there():
    text = GUIDE.read_text(encoding="utf-8")
    spoken = re.findall(r"peersim study run [^`]*?(?=`|\n\n|\n```|\n +volumeMounts)", text)
    named = set().union(
        *map(options_in, spoken), options_in(block_with("SLURMCluster", "python").partition("words =")[2])
    )
    assert {"--workers", "--cluster", "--tls-ca-file", "--tls-cert", "--tls-key", "--patience"} <= named
    told = CliRunner().invoke(app, ["study", "run", "--help"]).output
    assert [option for option in named if option not in told] == []


@pytest.mark.parametrize("what", ["scheduler", "worker"])
def test_every_option_of_dask_that_the_guide_names_is_there(what):
    module = pytest.importorskip(f"distributed.cli.dask_{what}")
    there = {name for option in module.main.params for name in (*option.opts, *option.secondary_opts)}
    lines = [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if f"dask {what} --" in line]
    lines += [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if f"dask {what} tls://" in line]
    named = set().union(*map(options_in, lines))
    assert {"--tls-ca-file", "--tls-cert", "--tls-key"} <= named
    assert named - there == set()


def test_the_script_for_slurm_is_python():
    compile(block_with("SLURMCluster", "python"), "slurm_study.py", "exec")


def test_what_kubernetes_is_given_fits_together():
    yaml = pytest.importorskip("yaml")
    cluster, claim, job = yaml.safe_load_all(block_with("DaskCluster", "yaml"))
    assert [each["kind"] for each in (cluster, claim, job)] == ["DaskCluster", "PersistentVolumeClaim", "Job"]
    pod = job["spec"]["template"]["spec"]
    service = cluster["spec"]["scheduler"]["service"]
    assert service["selector"]["dask.org/cluster-name"] == cluster["metadata"]["name"]
    parts = [cluster["spec"]["worker"]["spec"], cluster["spec"]["scheduler"]["spec"], pod]
    secrets = {volume["secret"]["secretName"] for part in parts for volume in part["volumes"] if "secret" in volume}
    assert secrets == {"study-tls"}
    assert f"secret generic {secrets.pop()}" in GUIDE.read_text(encoding="utf-8")
    assert {"persistentVolumeClaim": {"claimName": claim["metadata"]["name"]}, "name": "results"} in pod["volumes"]
    for part in parts:
        named = {volume["name"] for volume in part["volumes"]}
        assert {mount["name"] for mount in part["containers"][0]["volumeMounts"]} <= named
    told = {each["name"]: each["value"] for each in parts[0]["containers"][0]["env"]}
    address = told["DASK_SCHEDULER_ADDRESS"]
    assert (
        address
        == f"tls://{cluster['metadata']['name']}-scheduler.default.svc.cluster.local:{service['ports'][0]['port']}"
    )
    assert address in pod["containers"][0]["args"][0]


def test_the_settings_given_to_kubernetes_are_ones_dask_has():
    dask = pytest.importorskip("dask")
    pytest.importorskip("distributed")
    yaml = pytest.importorskip("yaml")
    cluster = next(yaml.safe_load_all(block_with("DaskCluster", "yaml")))
    parts = (cluster["spec"]["worker"], cluster["spec"]["scheduler"])
    named = {each["name"] for part in parts for each in part["spec"]["containers"][0]["env"]}
    named |= set(re.findall(r"DASK_DISTRIBUTED__\w+", GUIDE.read_text(encoding="utf-8")))
    settings = {name.removeprefix("DASK_").lower().replace("__", ".") for name in named if "__" in name}
    assert len(settings) >= 8
    assert [name for name in settings if dask.config.get(name.replace("_", "-"), "missing") == "missing"] == []
