import { describe, expect, it } from "vitest";
import { createEvaluated, EXAMPLE_PICKUP } from "./evaluated-example.ts";
import { summarize } from "./summarize.ts";
import { formatReport, type ReportInput } from "./write-report.ts";

const wrong = createEvaluated("one", [
  { targetId: "8921199617302490765", charged: 2, taken: 0, probability: 0.999 },
  { targetId: "b", charged: 1, taken: 1, probability: 0.7, flagged: true },
]);
const right = createEvaluated("one", [
  { targetId: "8921199617302490765", charged: 0, taken: 0, probability: 1 },
  { targetId: "b", charged: 0, taken: 1, probability: 1 },
]);

const input: ReportInput = {
  date: "2026-03-04",
  command: "saunter evaluate data --report accuracy.md",
  dirs: ["data"],
  svgName: "accuracy.svg",
  nameProduct: (barcode) => `Product ${barcode} | large`,
  engine: { summary: summarize([wrong]), recordings: [wrong] },
  baseline: null,
};

describe("the report", () => {
  it("says when, on what and by which command it was measured", () => {
    const report = formatReport(input);
    expect(report).toContain("Measured on 2026-03-04 on 1 recordings with 2 receipts");
    expect(report).toContain("- `data`");
    expect(report).toContain("saunter evaluate data --report accuracy.md");
    expect(report).toContain("](accuracy.svg)");
  });

  it("tells receipt by receipt what was wrong, never rounding up to certainty", () => {
    expect(formatReport(input)).toContain(
      "- one, shopper …0765 (accepted, probability >99 %): " +
        "charged, not taken: 2 x Product x | large",
    );
  });

  it("shows both engines where the baseline was run", () => {
    expect(formatReport(input)).not.toContain("ules of 2020");
    const report = formatReport({
      ...input,
      baseline: { summary: summarize([right]), recordings: [right] },
    });
    expect(report).toContain("|  | engine | rules of 2020 |");
    expect(report).toContain("### Rules of 2020");
    expect(report).toContain("taken, not charged: 1 x Product x | large");
  });

  it("tells of events where the truth lists some", () => {
    expect(formatReport(input)).not.toContain("## Events");
    const run = createEvaluated("one", [], [{ ...EXAMPLE_PICKUP, kind: "hold" }]);
    const report = formatReport({
      ...input,
      engine: { summary: summarize([wrong, run]), recordings: [wrong, run] },
    });
    expect(report).toContain("\n## Events\n");
    expect(report).toContain("| picks | 0 | 0 | 1 | 0 | 0 | 0 |");
    expect(report).toContain("| during or after a press on that shelf | 1 | 1 |");
    expect(report).toContain("| 80 % to 90 % | 1 | 90.0 % | 0.0 % |");
    expect(report).not.toContain("### Rules of 2020");
    const both = formatReport({
      ...input,
      engine: { summary: summarize([run]), recordings: [run] },
      baseline: { summary: summarize([run]), recordings: [run] },
    });
    expect(both).toContain("### Rules of 2020\n\n| events");
  });

  it("has table rows as wide as their headers", () => {
    let width = 0;
    for (const line of formatReport(input).split("\n")) {
      if (!line.startsWith("|")) width = 0;
      else {
        const cells = line.split(/(?<!\\)\|/).length;
        if (width > 0) expect(cells).toBe(width);
        width = cells;
      }
    }
  });
});
