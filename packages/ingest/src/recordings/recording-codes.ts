/**
 * What can be wrong with a recording. An error ends the reading; a warning is counted and reported
 * with the first line it was met on, and reading goes on.
 */

export const RECORDING_ERRORS = {
  "not-a-recording": "A required file is missing.",
  "no-recordings": "The path is not a recording and contains none.",
  "file-unreadable": "A file cannot be read, or is a directory or a device.",
  "file-unwritable": "A file cannot be written, or already exists.",
  "line-too-long": "A line exceeds the reader's limit.",
  "no-batches": "plate_data.json has no usable batch of plate readings.",
  "truth-malformed": "truth.json does not have the required form.",
  "cart-malformed": "A file of a cart's recording does not have the required form.",
  "plates-unit": "plate_data.json is in another unit than grams.",
  "catalogue-unit": "products.json has weights in another unit than grams.",
  "joints-unit": "full_targets.json is in another unit than inches.",
  "joints-axes": "full_targets.json has other axes: the third does not point up from the floor.",
  "places-unit": "planogram.json has positions in another unit than metres.",
} as const;

export const RECORDING_WARNINGS = {
  "line-malformed": "A line is not a JSON document of the expected form; it is skipped.",
  "line-cut": "The last line is incomplete; it is skipped.",
  "not-utf8": "A line has bytes that are not UTF-8; they are read as U+FFFD.",
  "timestamp-missing": "A line has no usable timestamp; it is skipped.",
  "gondola-missing": "A batch has no gondola; it is skipped.",
  "shape-wrong": "A batch's shape is not three positive whole numbers; it is skipped.",
  "data-length-wrong": "A batch's data is missing or does not fit its shape; it is skipped.",
  "sample-rate-wrong": "A batch's sample rate is not a positive number; it is skipped.",
  "samples-infinite": "A sample is infinite; it is read as NaN.",
  "plate-fault-malformed": "A plate's fault in a batch cannot be read; it is left out.",
  "late-dropped": "A line is too late; it is dropped.",
  "duplicate-dropped": "A line is an exact duplicate; it is dropped.",
  "clock-jump": "Time jumps between two lines; both are used.",
  "targets-malformed":
    "A frame's list of shoppers, or a shopper's id, cannot be read; it is left out.",
  "target-doubled": "A frame names a shopper twice; the first is kept.",
  "camera-malformed": "A camera fault in a frame cannot be read; it is left out.",
  "doubt-malformed": "An identity ambiguity in a frame cannot be read; it is left out.",
  "held-malformed": "What a shopper's hands hold cannot be read; it is left out.",
  "joints-missing": "There are no joints: full_targets.json is missing or has no frame.",
  "row-malformed": "A planogram row, or one of its plates, cannot be read; it is skipped.",
  "row-without-product": "A planogram row names no product.",
  "plate-doubled": "The planogram puts two products on one plate.",
  "board-malformed":
    "A board or one of its cells cannot be read, or is a duplicate; it is skipped.",
  "fixture-malformed": "A gondola's fixture cannot be read, or is a duplicate; it is skipped.",
  "product-malformed": "A catalogue entry has no barcode; it is skipped.",
  "product-unknown": "The planogram names a product that the catalogue lacks.",
  "weight-missing": "A product has no usable weight.",
  "barcode-doubled": "The catalogue lists a barcode twice; the first usable weight is kept.",
  "cart-product-unknown":
    "A scan or the truth of a cart's recording names a product that cart.json lacks; it counts without weight and price.",
  "cart-nothing-weighed": "A cart's recording has no readings and no steps: nothing was weighed.",
  "cart-weights-still":
    "A cart's readings change by less than a tenth of what was scanned: they are not in grams, the scale is stuck, or nothing of it was put in.",
  "cart-readings-overlap":
    "A batch of a cart's readings begins before the one before it has ended; both are used.",
} as const;

export type RecordingErrorCode = keyof typeof RECORDING_ERRORS;
export type RecordingWarningCode = keyof typeof RECORDING_WARNINGS;

/** Why a recording cannot be read or written. `line` counts from 1; null for a whole file. */
export class RecordingError extends Error {
  readonly code: RecordingErrorCode;
  readonly file: string;
  readonly line: number | null;

  constructor(
    code: RecordingErrorCode,
    file: string,
    line: number | null,
    detail: string,
    cause?: unknown,
  ) {
    const where = line === null ? file : `${file}:${line}`;
    super(`${where}: ${detail}`, cause === undefined ? undefined : { cause });
    this.name = "RecordingError";
    this.code = code;
    this.file = file;
    this.line = line;
  }
}

/** Something counted. `line` is where it was first met, counted from 1; null for a whole file. */
export interface RecordingWarning {
  readonly code: RecordingWarningCode;
  readonly file: string;
  readonly line: number | null;
  readonly count: number;
  readonly message: string;
}
