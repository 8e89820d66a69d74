# What CI checks, without the tests.
check:
    cargo fmt --all -- --check
    cargo clippy --release --all-targets -- -D warnings

# Everything the tests need, then the tests.
test:
    bash scripts/test

# Write snapshots anew; review them with `git diff`.
snap:
    TARJUMAN_SNAPSHOTS=write cargo test --release

# Speed of the hot loops.
bench:
    cargo bench

# The public documentation.
doc:
    cargo doc --no-deps --open

# The main job, on the five articles that ship.
cli:
    cargo run --release -- translate seeds --out out
