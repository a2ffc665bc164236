import { describe, expect, it } from "vitest";
import { formatMarkdownTable, formatTable } from "./format-table.ts";

describe("tables", () => {
  it("align columns, numbers to the right, with no spaces at the end", () => {
    expect(
      formatTable(
        ["name", "n"],
        [
          ["a", "10"],
          ["long name", "2"],
        ],
        new Set([1]),
      ),
    ).toBe("name        n\na          10\nlong name   2\n");
    expect(formatTable(["a", "b"], [["1", ""]])).toBe("a  b\n1\n");
  });

  it("escape pipes in Markdown and mark right-aligned columns", () => {
    expect(formatMarkdownTable(["a", "b"], [["x|y", "1"]], new Set([1]))).toBe(
      "| a | b |\n| --- | ---: |\n| x\\|y | 1 |\n",
    );
  });
});
