"""The folders of the project."""
import os

BENCHMARKS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROJECT = os.path.dirname(BENCHMARKS)
TOOLS = os.path.join(BENCHMARKS, ".build")
RELEASE = os.path.join(PROJECT, ".build", "release")
PEERS = os.path.join(BENCHMARKS, "peers", ".build", "release")
FLYING_FOX = os.path.join(BENCHMARKS, "peers", ".build-flyingfox", "release")
VIEWS = os.path.join(PROJECT, "Views")
