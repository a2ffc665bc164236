/** Written by scripts/calibrate.ts from 1654 receipts; do not edit by hand. */
export const CALIBRATION_INPUTS: readonly number[] = [
  0.01712, 0.37714, 0.79901, 0.90292, 0.95253, 0.96502, 0.97881, 0.99003, 0.99466, 0.99835,
];
export const CALIBRATION_VALUES: readonly number[] = [
  0.10976, 0.59756, 0.76829, 0.795, 0.90426, 0.91818, 0.97388, 0.98387, 0.99479, 0.99608,
];
