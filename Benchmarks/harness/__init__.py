"""The shared parts of the benchmarks: servers under test, a private Redis, sessions, load, and tables."""
