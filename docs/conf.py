"""How Sphinx builds the documentation: MyST pages, furo, formulas as MathML, nothing from elsewhere."""

import re
import sys
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "trainopt"
version = release = installed("trainopt")

extensions = ["myst_parser", "sphinx.ext.autodoc", "mathml"]
exclude_patterns = ["_build", "decisions/README.md", "uk"]
nitpicky = True

# The public names with their docstrings, where `code` is what it is in Markdown.
default_role = "code"
add_module_names = False
autodoc_default_options = {"members": True, "member-order": "alphabetical"}
autodoc_typehints_format = "short"
# Types in signatures are told by name; most of them are of the standard library or of pandas.
nitpick_ignore_regex = [("py:.*", ".*")]

myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"trainopt {release}"
html_math_renderer = "mathml"
html_static_path = ["_static"]
html_css_files = ["trainopt.css"]
html_copy_source = False
html_show_copyright = False


def readable(
    _app: Any, _what: str, _name: str, _thing: Any, _options: Any, signature: str | None, returns: str | None
) -> tuple[str | None, str | None]:
    """A signature as Sphinx can parse it: types by their last name, `...` for what a factory makes."""
    if signature is None:
        return signature, returns
    return re.sub(r"~(?:\w+\.)*", "", signature.replace("<factory>", "...")), returns


def setup(app: Any) -> None:
    """What Sphinx calls."""
    app.connect("autodoc-process-signature", readable)
