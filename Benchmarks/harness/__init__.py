"""What the benchmarks share: servers under test, a private Redis, sessions, load, and tables."""
