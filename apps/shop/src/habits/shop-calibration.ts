/** A shop's own table of what the engine's probabilities are worth in it, beside its database. */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { calibrateExact } from "@saunter/engine/reporting/calibration";
import { evaluateIsotonic } from "@saunter/numerics/isotonic";
import { PRIVATE_FILE } from "../store/private-files.ts";
import { type FittedTable, fitTable, type Outcome } from "./fit-table.ts";

const FILE = "calibration.json";
/** Fewer labels say less than what the engine comes with. */
export const OUTCOMES_MIN = 100;
const BLOCK_LEAST = 20;
/** Pseudo-receipts with the engine's own calibration, so that few labels do not swing it. */
const PRIOR_RECEIPTS = 400;

export function fitShop(outcomes: readonly Outcome[]): FittedTable {
  return fitTable([...outcomes, ...listPrior()], BLOCK_LEAST);
}

/** Outcomes as the engine's own table has them. */
function listPrior(): Outcome[] {
  return Array.from({ length: PRIOR_RECEIPTS }, (_, at) => {
    const probability = (at + 0.5) / PRIOR_RECEIPTS;
    // Of every ten as many come true as the table says, the same ones each time.
    return { probability, exact: ((at * 7) % 10) / 10 < calibrateExact(probability) };
  });
}

export function writeCalibration(folder: string, table: FittedTable): string {
  const path = join(folder, FILE);
  writeFileSync(`${path}.new`, `${JSON.stringify(table, null, 2)}\n`, { mode: PRIVATE_FILE });
  renameSync(`${path}.new`, path);
  return path;
}

/** The shop's own calibration, or the engine's where it has none. Throws where its file is no table. */
export function readCalibration(folder: string): (probability: number) => number {
  const path = join(folder, FILE);
  if (!existsSync(path)) return calibrateExact;
  const { inputs, values } = checkTable(JSON.parse(readFileSync(path, "utf8")), path);
  const table = { inputs: Float64Array.from(inputs), values: Float64Array.from(values) };
  return (probability) => evaluateIsotonic(table, probability);
}

function checkTable(read: unknown, path: string): Pick<FittedTable, "inputs" | "values"> {
  const table = read as Partial<FittedTable> | null;
  const inputs = table?.inputs;
  const values = table?.values;
  const isAscending = (list: unknown): list is number[] =>
    Array.isArray(list) &&
    list.length > 0 &&
    list.every(
      (value, at) =>
        typeof value === "number" && value >= (at === 0 ? 0 : list[at - 1]) && value <= 1,
    );
  if (!isAscending(inputs) || !isAscending(values) || inputs.length !== values.length) {
    throw new Error(`${path} is no table of probabilities; remove it, or run saunter calibrate`);
  }
  return { inputs, values };
}
