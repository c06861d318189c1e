"""Formulas as MathML, which browsers draw themselves: no script, no font and no picture goes with a page."""

from __future__ import annotations

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator


def mathml(latex: str, display: str) -> str:
    """The formula as MathML, `inline` or `block`. Raises SphinxError for a command that is not known."""
    # What the converter does not know it leaves as it stands.
    found = convert(latex, display=display)
    if "\\" in found:
        raise SphinxError(f"no MathML for all of the formula {latex}")
    return found


def _visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    translator.body.append(mathml(node.astext(), "inline"))
    raise nodes.SkipNode


def _visit_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    translator.body.append(f'<div class="formula">{mathml(node.astext(), "block")}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the renderer `mathml`."""
    app.add_html_math_renderer("mathml", (_visit_inline, None), (_visit_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
