/**
 * What can be wrong with a recording. An error ends the reading; a warning is counted and told
 * with the first line it was met on, and reading goes on.
 */

export const RECORDING_ERRORS = {
  "not-a-recording": "A file that every recording holds is missing.",
  "no-recordings": "A path is no recording and holds none.",
  "file-unreadable": "A file cannot be read, or is a directory or a device.",
  "file-unwritable": "A file cannot be written, or exists already.",
  "line-too-long": "A line is longer than the reader's bound.",
  "no-batches": "plate_data.json holds no usable batch of plate readings.",
  "truth-malformed": "truth.json does not hold what it should.",
  "plates-unit": "plate_data.json is in another unit than grams.",
  "catalogue-unit": "products.json has weights in another unit than grams.",
  "joints-unit": "full_targets.json is in another unit than inches.",
  "joints-axes": "full_targets.json has other axes: the third does not point up from the floor.",
  "places-unit": "planogram.json has positions in another unit than metres.",
} as const;

export const RECORDING_WARNINGS = {
  "line-malformed": "A line is no JSON document of the expected form; it is skipped.",
  "line-cut": "The last line has no end; it is skipped.",
  "not-utf8": "A line holds bytes that are not UTF-8; they are read as U+FFFD.",
  "timestamp-missing": "A line has no usable timestamp; it is skipped.",
  "gondola-missing": "A batch names no gondola; it is skipped.",
  "shape-wrong": "A batch's shape is not three positive whole numbers; it is skipped.",
  "data-length-wrong": "A batch's data is missing or does not fit its shape; it is skipped.",
  "sample-rate-wrong": "A batch's sample rate is not a positive number; it is skipped.",
  "samples-infinite": "A sample is infinite; it is read as NaN.",
  "late-dropped": "A line comes too long after later ones; it is dropped.",
  "duplicate-dropped": "A line repeats another one exactly; it is dropped.",
  "clock-jump": "Time jumps between lines; they are delivered.",
  "targets-malformed": "A frame's list of shoppers, or a shopper's id, cannot be read; left out.",
  "target-doubled": "A frame names a shopper twice; the first is kept.",
  "camera-malformed": "What a frame says of a camera that is not well cannot be read; left out.",
  "doubt-malformed": "What a frame says of who may be whom cannot be read; left out.",
  "held-malformed": "What a shopper's hands hold cannot be read; it is left out.",
  "joints-missing": "There are no joints: full_targets.json is missing or holds no frame.",
  "row-malformed": "A planogram row, or one of its plates, cannot be read; it is skipped.",
  "row-without-product": "A planogram row names no product.",
  "plate-doubled": "The planogram puts two products on one plate.",
  "board-malformed":
    "A board or one of its cells cannot be read, or is there twice; it is skipped.",
  "product-malformed": "A catalogue entry has no barcode; it is skipped.",
  "product-unknown": "The planogram names a product that the catalogue lacks.",
  "weight-missing": "A product has no usable weight.",
  "barcode-doubled": "The catalogue lists a barcode twice; the first usable weight is kept.",
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
