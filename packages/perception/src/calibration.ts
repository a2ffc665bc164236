/**
 * What a belief's own probability of an exact receipt is worth, checked against truth: a monotone
 * table, written by `scripts/calibrate.ts`, read with straight lines between its entries.
 */
import { evaluateIsotonic } from "@saunter/numerics/isotonic";
import { CALIBRATION_INPUTS, CALIBRATION_VALUES } from "./calibration-table.ts";

const TABLE = {
  inputs: Float64Array.from(CALIBRATION_INPUTS),
  values: Float64Array.from(CALIBRATION_VALUES),
};

/** @param probability the belief's own, 0..1. */
export function calibrateExact(probability: number): number {
  return evaluateIsotonic(TABLE, probability);
}
