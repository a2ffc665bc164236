/** Bounds of what a signing device is asked. */

/** A request that has no answer after this has failed. */
export const ANSWER_WITHIN_MS = 10_000;
/** Bytes of an answer that are read. */
export const ANSWER_BYTES_MAX = 16_384;
/** Waits after failures double from the first to the most. */
export const RETRY_MS_FIRST = 1000;
export const RETRY_MS_MAX = 60_000;
/** Documents that are signed one after the other before other work has its turn. */
export const SIGNED_IN_A_ROW_MAX = 50;
/** Characters of a signature that a device may give. */
export const SIGNATURE_CHARS_MAX = 2000;
/** Of the text of its code: a QR code holds 2331 bytes (error correction M). */
export const CODE_CHARS_MAX = 700;
/** Characters of a fault that are kept. */
export const FAULT_CHARS_MAX = 200;
