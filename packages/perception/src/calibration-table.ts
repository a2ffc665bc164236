/** Written by scripts/calibrate.ts from 1654 receipts; do not edit by hand. */
export const CALIBRATION_INPUTS: readonly number[] = [
  0.01255, 0.37642, 0.79589, 0.89966, 0.95122, 0.96642, 0.97886, 0.9898, 0.99747,
];
export const CALIBRATION_VALUES: readonly number[] = [
  0.08537, 0.52439, 0.78905, 0.78905, 0.8791, 0.8791, 0.97253, 0.98567, 0.9953,
];
