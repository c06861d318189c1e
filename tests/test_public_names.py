"""The public names are those in `trainopt.__all__`, and nothing else is promised."""

import trainopt


def test_public_names_are_sorted_and_unique() -> None:
    assert list(trainopt.__all__) == sorted(set(trainopt.__all__))


def test_public_names_resolve() -> None:
    assert [name for name in trainopt.__all__ if not hasattr(trainopt, name)] == []
