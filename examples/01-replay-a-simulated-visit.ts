/**
 * A shopper visits a simulated shop; the engine sees what the sensors see and writes the receipt.
 *
 *     npx node examples/01-replay-a-simulated-visit.ts [SEED]
 */
import { createEngine, finishEngine, stepEngine } from "@saunter/engine/engine";
import { createSimulation } from "@saunter/sim/simulate";

const seed = Number(process.argv[2] ?? 1);
const simulation = createSimulation({ seed, scenario: "quiet", shoppers: 1 });
const { shop } = simulation;
const nameOf = (barcode: string): string => shop.products.get(barcode)?.name ?? barcode;

// The engine holds no clock and reads no file: it is stepped with one observation at a time, and
// says at each step what is new.
const engine = createEngine(shop);
let observationCount = 0;
for (const observation of simulation.observations()) {
  observationCount++;
  for (const output of stepEngine(engine, observation)) {
    if (output.kind !== "interaction") continue;
    const { kind, quantity, barcode, weightG, probability } = output.interaction;
    const what = `${quantity} x ${nameOf(barcode)}, ${weightG.toFixed(0)} g`;
    console.log(`${output.status}: ${kind} ${what} (${(100 * probability).toFixed(0)} %)`);
  }
}
const { receipts } = finishEngine(engine);
console.log(`\n${observationCount} observations`);

const truth = new Map(simulation.truth().receipts.map((one) => [one.targetId, one.products]));
for (const { targetId, products, probabilityExact, needsReview } of receipts) {
  console.log(`\nshopper ${targetId}, ${needsReview ? "to be reviewed" : "accepted"}`);
  console.log(`  ${(100 * probabilityExact).toFixed(1)} % sure that the receipt is exact`);
  const list = (lines: readonly { barcode: string; quantity: number }[] = []): string =>
    lines.map(({ barcode, quantity }) => `${quantity} x ${nameOf(barcode)}`).join(", ");
  console.log(`  receipt: ${list(products) || "empty"}`);
  console.log(`  truth:   ${list(truth.get(targetId ?? "")) || "empty"}`);
}
