import { describe, expect, it } from "vitest";
import { createEvaluated } from "./evaluated-example.ts";
import { formatRiskCoverageSvg } from "./risk-coverage-svg.ts";
import { summarize } from "./summarize.ts";

const engine = summarize([
  createEvaluated("one", [
    { targetId: "a", charged: 1, taken: 1, probability: 0.99 },
    { targetId: "b", charged: 1, taken: 0, probability: 0.6, flagged: true },
  ]),
]);
const baseline = summarize([
  createEvaluated("one", [
    { targetId: "a", charged: 0, taken: 1, probability: 1 },
    { targetId: "b", charged: 1, taken: 0, probability: 1 },
  ]),
]);

/** Every opened element is closed in order: enough of a parser for what is written here. */
function checkNesting(svg: string): void {
  const open: string[] = [];
  for (const [, closing, name, selfClosing] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (closing) expect(open.pop()).toBe(name);
    else if (!selfClosing) open.push(name);
  }
  expect(open).toEqual([]);
}

describe("the risk-coverage picture", () => {
  it("has a title and a description that screen readers find", () => {
    const svg = formatRiskCoverageSvg(engine, null);
    expect(svg).toContain('role="img" aria-labelledby="title desc"');
    expect(svg).toContain('<title id="title">');
    expect(svg).toContain("Of 2 receipts the engine accepts 1; 0 of those are wrong.");
    checkNesting(svg);
  });

  it("follows dark mode", () => {
    expect(formatRiskCoverageSvg(engine, null)).toContain("prefers-color-scheme: dark");
  });

  it("draws the baseline only where it was run", () => {
    expect(formatRiskCoverageSvg(engine, null)).not.toContain("rules of 2020");
    const both = formatRiskCoverageSvg(engine, baseline);
    expect(both).toContain("rules of 2020");
    checkNesting(both);
  });

  it("keeps every mark inside the axes, a risk of 100 % too", () => {
    const svg = formatRiskCoverageSvg(engine, baseline);
    for (const [, x, y] of svg.matchAll(/<circle[^>]*cx="([\d.]+)" cy="([\d.]+)"/g)) {
      expect(Number(x)).toBeLessThanOrEqual(656);
      expect(Number(y)).toBeGreaterThanOrEqual(36);
      expect(Number(y)).toBeLessThanOrEqual(356);
    }
    expect(svg).toContain(">100 %<");
  });

  it("draws a curve of very many points without marks", () => {
    const receipts = Array.from({ length: 80 }, (_, at) => ({
      targetId: String(at),
      charged: 1,
      taken: 1,
      probability: 1 - at / 100,
    }));
    const svg = formatRiskCoverageSvg(summarize([createEvaluated("many", receipts)]), null);
    expect(svg).toContain('<polyline class="curve engine"');
    expect(svg.match(/<circle class="engine-fill"/g)?.length ?? 0).toBeLessThan(3);
  });

  it("is drawn without any receipt as well", () => {
    checkNesting(formatRiskCoverageSvg(summarize([]), null));
  });
});
