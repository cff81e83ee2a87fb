#!/usr/bin/env python3
"""sslyze.py [SERVER]: scans a server with sslyze, which is installed into a temporary folder.

It runs all checks of sslyze: protocols, suites, curves, renegotiation, compression (CRIME), Heartbleed, CCS injection,
ROBOT, early data, downgrades, and Mozilla's intermediate profile. It does not check the trust in the certificate, which
is self-signed. Prints the findings, and fails if there are any. Needs the network for the installation.
"""
import json
import subprocess
import sys
import tempfile
import venv

import https

VERSION = "6.3.1"
program = sys.argv[1] if len(sys.argv) > 1 else https.BENCH_SERVER
port = 3127
CHECKS = [
    "sslv2", "sslv3", "tlsv1", "tlsv1_1", "tlsv1_2", "tlsv1_3", "certinfo", "compression", "early_data", "openssl_ccs",
    "heartbleed", "robot", "reneg", "fallback", "resum", "ems", "elliptic_curves", "http_headers"]
SECURE = {
    "tls_compression": {"supports_compression": False},
    "tls_1_3_early_data": {"supports_early_data": False},
    "openssl_ccs_injection": {"is_vulnerable_to_ccs_injection": False},
    "heartbleed": {"is_vulnerable_to_heartbleed": False},
    "robot": {"robot_result": "NOT_VULNERABLE_RSA_NOT_SUPPORTED"},
    "session_renegotiation": {"supports_secure_renegotiation": True, "is_vulnerable_to_client_renegotiation_dos": False},
    "tls_fallback_scsv": {"supports_fallback_scsv": True},
    "tls_extended_master_secret": {"supports_ems_extension": True},
    "session_resumption": {"tls_ticket_resumption_result": "FULLY_SUPPORTED"},
}
PROTOCOLS = {"ssl_2_0": False, "ssl_3_0": False, "tls_1_0": False, "tls_1_1": False, "tls_1_2": True, "tls_1_3": True}


def scan(folder, certificate):
    """Returns sslyze's results, and the lines of its comparison with Mozilla's profile."""
    venv.create(f"{folder}/venv", with_pip=True)
    subprocess.run([f"{folder}/venv/bin/pip", "install", "-q", f"sslyze=={VERSION}"], check=True)
    run = subprocess.run(
        [f"{folder}/venv/bin/python", "-m", "sslyze", *(f"--{check}" for check in CHECKS), "--certinfo_ca_file", certificate,
         "--mozilla_config", "intermediate", "--json_out", f"{folder}/scan.json", f"localhost:{port}"],
        cwd=folder, capture_output=True, text=True)
    with open(f"{folder}/scan.json") as file:
        result = json.load(file)["server_scan_results"][0]
    profile = run.stdout.partition("COMPLIANCE AGAINST TLS CONFIGURATION")[2]
    if not profile:
        raise SystemExit(f"sslyze compared nothing:\n{run.stdout}{run.stderr}")
    return result["scan_result"], [line.strip() for line in profile.splitlines() if line.strip().startswith("* ")]


def findings(results, profile):
    for name, result in results.items():
        if result["status"] not in ("COMPLETED", "NOT_SCHEDULED"):
            yield f"{name}: {result['status']}"
    for name, expected in SECURE.items():
        actual = results[name]["result"] or {}
        for key, value in expected.items():
            if actual.get(key) != value:
                yield f"{name}: {key} is {actual.get(key)}"
    for name, expected in PROTOCOLS.items():
        if results[f"{name}_cipher_suites"]["result"]["is_tls_version_supported"] != expected:
            yield f"{name} is {'not served' if expected else 'served'}"
    yield from (line for line in profile if not line.startswith("* certificate_path_validation"))


with tempfile.TemporaryDirectory() as folder:
    certificate, key = https.write_certificate(folder)
    server = https.start(program, port, certificate, key)
    try:
        results, profile = scan(folder, certificate)
    finally:
        server.terminate()
        server.wait()
    found = list(findings(results, profile))
    for name in ("tls_1_2", "tls_1_3"):
        suites = results[f"{name}_cipher_suites"]["result"]["accepted_cipher_suites"]
        print(f"{name}:", ", ".join(suite["cipher_suite"]["name"] for suite in suites))
    print("curves:", ", ".join(curve["name"] for curve in results["elliptic_curves"]["result"]["supported_curves"]))
    print("\n".join(found) or f"nothing found by {len(CHECKS)} checks and Mozilla's intermediate profile")
    if found:
        raise SystemExit("failed")
