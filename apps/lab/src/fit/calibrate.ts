/**
 * Fits the calibration of receipts and the acceptance bound on simulated worlds, and cross-validates
 * them: each world is left out once.
 *
 *     npm run calibrate                    prints weights, bounds, and figures of each world
 *     npm run calibrate -- --receipts 500  500 receipts of each world and mix (default 300)
 *     npm run calibrate -- --level 0.01    share of everyday receipts that may be accepted and wrong (default 0.02)
 *
 * A level of 0.005 needs 1000 receipts or more; with fewer the bound accepts nothing.
 *
 * The weights go into packages/engine/src/parameters/calibration.ts by hand, rounded, with the last line that is printed.
 */

import { ENGINE_PARAMETERS } from "@saunter/engine/parameters/engine";
import { CALIBRATION_WEIGHTS } from "@saunter/engine/reporting/calibration";
import { formatTable } from "@saunter/shop/command-line/format-table";
import { MIX_NAMES } from "@saunter/sim/visit-mixes";
import { formatSample, takeSample } from "../published/published-pages.ts";
import { readOptions, refuse } from "../read-options.ts";
import { readVersion } from "../read-version.ts";
import {
  formatBound,
  type Table,
  tabulateBounds,
  tabulateHeldOut,
} from "../worlds/format-worlds.ts";
import { leaveWorldsOut } from "../worlds/held-out.ts";
import { listBounds } from "../worlds/held-out-bounds.ts";
import { describeCost, listWorldReceipts, measureWorlds } from "../worlds/measure-worlds.ts";

/** Unlike the seeds of tests and reports. */
const FIRST_SEED = 50_000;
const LEVELS = [0.005, 0.01, 0.02];

const options = readOptions({ receipts: { type: "string" }, level: { type: "string" } });
const receiptsLeast = Number(options.receipts ?? 300);
if (!(Number.isInteger(receiptsLeast) && receiptsLeast > 0)) {
  refuse("--receipts takes a whole number above 0");
}
const level = Number(options.level ?? 0.02);
if (!(level > 0 && level < 1)) refuse("--level takes a number above 0 and below 1, such as 0.005");

const measured = await measureWorlds({
  receiptsLeast: { everyday: receiptsLeast, adversarial: receiptsLeast },
  firstSeed: FIRST_SEED,
});
const receipts = listWorldReceipts(measured.visits);
const shipped = { model: null, bound: ENGINE_PARAMETERS.belief.acceptProbability };
const heldOut = leaveWorldsOut(receipts, level, shipped);
const print = ({ header, rows, rightAligned }: Table) =>
  console.log(formatTable(header, rows, rightAligned));

console.log(`${describeCost(measured)}\n`);
const { model, bound } = heldOut.all;
console.log(`offset: ${model!.offset.toFixed(3)}`);
for (const [at, name] of CALIBRATION_WEIGHTS.entries()) {
  console.log(`${name}: ${model!.weights[at]!.toFixed(3)}`);
}
console.log(`bound at ${100 * level} %: ${formatBound(bound)} (ships: ${shipped.bound})\n`);
for (const mix of MIX_NAMES) {
  console.log(`Mix ${mix}:\n`);
  print(tabulateHeldOut(heldOut, mix));
}
console.log("What a target for accepted wrong receipts costs, everyday mix:\n");
print(tabulateBounds(listBounds(receipts, LEVELS)));
console.log(`Fitted on ${readVersion()}. ${formatSample(await takeSample("calibration"))}`);
