import { readFileSync } from "node:fs";
import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { makeAccent, measureContrast } from "./make-accent.ts";

const TOKENS = readFileSync(
  new URL("../../../../packages/ui/styles/tokens.css", import.meta.url),
  "utf8",
);

/** Of the themes of the pages: light, dark. */
function readToken(name: string): readonly [string, string] {
  const [, light, dark] = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(
    TOKENS,
  )!;
  return [light!, dark!];
}

const SURFACES = ["paper", "sheet", "raised", "well", "ink-on-ink"].map(readToken);
const COLOURS = drawColours(2000);

function drawColours(count: number): readonly string[] {
  const random = createRandom(41);
  return Array.from({ length: count }, () => {
    const value = Math.floor(random.uniform(0, 1) * 0x1000000);
    return `#${value.toString(16).padStart(6, "0")}`;
  });
}

/** As the screen shows it: degrees around the colour wheel. */
function measureHue(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ];
  return (Math.atan2(Math.sqrt(3) * (g - b), 2 * r - g - b) * 180) / Math.PI;
}

describe("the contrast of two colours", () => {
  it("is that of the recommendation", () => {
    expect(measureContrast("#000000", "#ffffff")).toBeCloseTo(21, 6);
    // https://webaim.org/resources/contrastchecker/
    expect(measureContrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
    expect(measureContrast("#ffffff", "#0b7a75")).toBe(measureContrast("#0b7a75", "#ffffff"));
  });
});

describe("an accent", () => {
  it("has a contrast of 4.5 with every surface and with text on it, whatever the colour", () => {
    for (const colour of ["#000000", "#ffffff", "#808080", "#ffd400", "#0000ff", ...COLOURS]) {
      const { light, dark } = makeAccent(colour);
      for (const [lightSurface, darkSurface] of SURFACES) {
        expect.soft(measureContrast(light, lightSurface), colour).toBeGreaterThanOrEqual(4.5);
        expect.soft(measureContrast(dark, darkSurface), colour).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it("would not have it without the adjustment", () => {
    const isReadable = (colour: string): boolean =>
      SURFACES.every(([light]) => measureContrast(colour, light) >= 4.5);
    const share = COLOURS.filter(isReadable).length / COLOURS.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.8);
  });

  it("is the colour itself where that can be read", () => {
    for (const colour of COLOURS) {
      const { light, dark } = makeAccent(colour);
      if (SURFACES.every(([surface]) => measureContrast(colour, surface) >= 4.52)) {
        expect(light).toBe(colour);
      }
      if (SURFACES.every(([, surface]) => measureContrast(colour, surface) >= 4.52)) {
        expect(dark).toBe(colour);
      }
    }
    expect(makeAccent("#0B7A75").light).toMatch(/^#[0-9a-f]{6}$/);
  });

  it("is changed no more than it has to be", () => {
    const [well, raised] = [readToken("well")[0], readToken("raised")[1]];
    for (const colour of COLOURS) {
      const { light, dark } = makeAccent(colour);
      if (light !== colour) expect(measureContrast(light, well)).toBeLessThan(4.75);
      if (dark !== colour) expect(measureContrast(dark, raised)).toBeLessThan(4.75);
    }
  });

  it("keeps the hue", () => {
    for (const colour of ["#ffd400", "#e4002b", "#00a651", "#7fd6ff", "#ff8c00"]) {
      for (const shown of Object.values(makeAccent(colour))) {
        const turnDegrees = Math.abs(measureHue(shown) - measureHue(colour));
        expect(Math.min(turnDegrees, 360 - turnDegrees), `${colour} ${shown}`).toBeLessThan(25);
      }
    }
  });
});
