"""How Sphinx builds the documentation: MyST pages, furo, formulas as MathML, nothing from elsewhere."""

import sys
from importlib.metadata import version as installed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "trainopt"
version = release = installed("trainopt")

extensions = ["myst_parser", "mathml"]
exclude_patterns = ["_build", "decisions/README.md"]
nitpicky = True

myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"trainopt {release}"
html_math_renderer = "mathml"
html_static_path = ["_static"]
html_css_files = ["trainopt.css"]
html_copy_source = False
html_show_copyright = False
