"""What stores are filled with."""

DATA = {"plan.toml": b'name = "x"\n', "demand.csv": b"a,b\n1,2\n" * 500}
PLAN = {"assignments.csv": b"cohort_id\nX-01\n", "manifest.json": b"{}"}
