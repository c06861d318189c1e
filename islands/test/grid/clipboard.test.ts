import { expect, test } from "vitest";
import { parseBlock, writeBlock } from "../../src/grid/clipboard";

test.each([
  ["one cell", "a", [["a"]]],
  ["as Excel ends a block", "a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]],
  ["as LibreOffice does", "a\tb\nc\td\n", [["a", "b"], ["c", "d"]]],
  ["as an old Mac does", "a\rb\r", [["a"], ["b"]]],
  ["blank cells", "\t\n\tb\t\n", [["", ""], ["", "b", ""]]],
  ["a blank row within", "a\n\nb\n", [["a"], [""], ["b"]]],
  ["a blank cell at the end", "a\t", [["a", ""]]],
  ["a line break in a cell", '"one\ntwo"\tb\r\nc', [["one\ntwo", "b"], ["c"]]],
  ["a tab in a cell", '"one\ttwo"\tb', [["one\ttwo", "b"]]],
  ["quotes in a cell", '"say ""hi"""\tb', [['say "hi"', "b"]]],
  ["quotes that Excel leaves bare", '5" pipe\t"quoted" word', [['5" pipe', '"quoted" word']]],
  ["a quote that never ends", '"open\tb\nc', [['"open', "b"], ["c"]]],
  ["nothing", "", []],
])("a block is read: %s", (_, text, cells) => {
  expect(parseBlock(text)).toEqual(cells);
});

test("what is written is read as the same", () => {
  const cells = [["a", 'b "c"', "d\te"], ["", "f\ng", "h"]];
  expect(parseBlock(writeBlock(cells))).toEqual(cells);
});
