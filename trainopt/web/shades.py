"""The style sheet of shades: how full, in the colours that the report has, on light and dark ground."""

from __future__ import annotations

from functools import cache

from trainopt.report.style import ON_DARK, ON_LIGHT, letters_on


def _either(light: str, dark: str) -> str:
    return f"light-dark({light.lower()}, {dark.lower()})"


@cache
def shades_css() -> str:
    """Tokens `--shade-0` to the fullest, `--untold` and `--waiting`, and a class `.s0` … for each shade.

    A shade stays what it is where the system has colours of its own for all else: it says something.
    """
    steps = list(zip(ON_LIGHT.steps, ON_DARK.steps, strict=True))
    tokens = {f"shade-{step}": _either(*both) for step, both in enumerate(steps)}
    tokens |= {
        name: _either(getattr(ON_LIGHT, name), getattr(ON_DARK, name)) for name in ("untold", "waiting")
    }
    lines = [":root {", *(f"  --{name}: {colour};" for name, colour in tokens.items()), "}"]
    for step, both in enumerate(steps):
        shade, letters = f"var(--shade-{step})", _either(*map(letters_on, both))
        drawn = f"background: {shade}; fill: {shade}; color: {letters}; forced-color-adjust: none;"
        lines.append(f".s{step} {{ {drawn} }}")
    return "\n".join(lines) + "\n"
