/** Written by scripts/calibrate.ts from 1654 receipts; do not edit by hand. */
export const CALIBRATION_INPUTS: readonly number[] = [
  0.0, 0.07359, 0.44178, 0.78449, 0.86292, 0.91354, 0.94875, 0.96964, 0.98037, 0.98769, 0.99681,
];
export const CALIBRATION_VALUES: readonly number[] = [
  0.06098, 0.34523, 0.34523, 0.69512, 0.81974, 0.81974, 0.91463, 0.95399, 0.96341, 0.9886, 0.99222,
];
