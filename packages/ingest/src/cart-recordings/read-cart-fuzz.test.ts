import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSmartCart, stepSmartCart } from "@saunter/engine/smart-cart/smart-cart";
import { weighCertainty } from "@saunter/engine/smart-cart/weigh-certainty";
import fc from "fast-check";
import { expect, it } from "vitest";
import { RecordingError } from "../recordings/recording-codes.ts";
import { ACTS_FILE, CART_FILE, CART_TRUTH_FILE, READINGS_FILE } from "./cart-recording.ts";
import { readCartRecording } from "./read-cart-recording.ts";

const PRODUCT = { barcode: "8", name: "Coffee", weightG: 527, price: 499 };
/** Ten seconds at 10 Hz; coffee is put in at 3 s and taken out at 8 s. */
const READINGS = Array.from({ length: 20 }, (_, at) => ({
  ...{ tray: 0, timestampMs: 500 * at, sampleRateHz: 10 },
  samplesG: Array.from({ length: 5 }, (_, i) => (at >= 6 && at < 16 ? 527 : 0) + 0.1 * (i % 3)),
}));
const ACTS = [
  { kind: "scan", timestampMs: 2500, lineId: "a", barcode: "8", quantity: 1 },
  {
    ...{ kind: "step", timestampMs: 6000, tray: 1, changeG: 90, errorG: 1, levelG: 90 },
    ...{ levelErrorG: 0.5, startMs: 5000, settledMs: 5900, isRolled: false, hasRolled: true },
  },
  {
    ...{ kind: "rest", timestampMs: 6400, tray: 1, levelG: 91, levelErrorG: 0.2 },
    ...{ points: 5, spreadG: 0.7, noiseG: 0.6 },
  },
  { kind: "own", timestampMs: 6500 },
  { kind: "confirmation", timestampMs: 8200, lineId: "a" },
  { kind: "removal", timestampMs: 8500, lineId: "a" },
  { kind: "fault", timestampMs: 9500, tray: 0 },
  { kind: "lane", timestampMs: 9600 },
];
const FILES: Readonly<Record<string, readonly object[]>> = {
  [CART_FILE]: [{ version: 1, cartId: "c", products: [PRODUCT, { ...PRODUCT, barcode: "9" }] }],
  [READINGS_FILE]: READINGS,
  [ACTS_FILE]: ACTS,
  [CART_TRUTH_FILE]: [{ habit: "honest", goods: ["8"] }],
};

/** A value in place of another, or the line cut or left out. */
type Damage =
  | { readonly kind: "value"; readonly field: number; readonly text: string }
  | { readonly kind: "cut"; readonly at: number }
  | { readonly kind: "left-out" };

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({
    kind: fc.constant("value" as const),
    field: fc.nat(12),
    text: fc.oneof(
      fc.constantFrom("null", "NaN", "-Infinity", "1e999", '""', "{}", "[]", "true", "-1", "0"),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.json({ maxDepth: 1 }),
    ),
  }),
  fc.record({ kind: fc.constant("cut" as const), at: fc.nat(200) }),
  fc.record({ kind: fc.constant("left-out" as const) }),
);

const DAMAGED = "damaged";

function spoil(line: object, harm: Damage): string {
  const text = JSON.stringify(line);
  if (harm.kind === "left-out") return "";
  if (harm.kind === "cut") return text.slice(0, harm.at);
  const names = Object.keys(line);
  const name = names[harm.field % names.length]!;
  return JSON.stringify({ ...line, [name]: DAMAGED }).replace(`"${DAMAGED}"`, () => harm.text);
}

it("a cart's recording, however it is damaged, names the place or can be played", async () => {
  const dir = await mkdtemp(join(tmpdir(), "cart-fuzz-"));
  const cases = fc.record({
    file: fc.constantFrom(...Object.keys(FILES)),
    line: fc.nat(READINGS.length - 1),
    harm: damage,
  });
  try {
    const check = fc.asyncProperty(cases, async ({ file, harm, line }) => {
      for (const [name, lines] of Object.entries(FILES)) {
        const at = name === file ? line % lines.length : -1;
        const texts = lines.map((one, i) => (i === at ? spoil(one, harm) : JSON.stringify(one)));
        await writeFile(join(dir, name), texts.join("\n"));
      }
      const read = await readCartRecording(dir).catch((error: unknown) => {
        expect(error).toBeInstanceOf(RecordingError);
        // Readings of a tray that has steps are found where the step is.
        expect((error as RecordingError).message).toMatch(/\/(?:cart|readings|acts|truth)\.json:/);
        return null;
      });
      if (read === null) return;
      const cart = createSmartCart(read.products);
      for (const one of read.observations) stepSmartCart(cart, one);
      const probabilities = Object.values(weighCertainty(cart));
      expect(probabilities).toHaveLength(3);
      for (const probability of probabilities) {
        expect(probability).toBeGreaterThanOrEqual(0);
        expect(probability).toBeLessThanOrEqual(1);
      }
    });
    await fc.assert(check, { numRuns: Number(process.env.FUZZ_RUNS ?? 300) });
  } finally {
    await rm(dir, { recursive: true });
  }
});
