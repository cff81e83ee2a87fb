"""The time that the two template engines take for the demo's page."""
import json
import os
import subprocess

from . import places


def timing():
    output = subprocess.run(
        [os.path.join(places.PEERS, "TemplateTiming"), places.VIEWS], check=True, capture_output=True, text=True)
    return json.loads(output.stdout)
