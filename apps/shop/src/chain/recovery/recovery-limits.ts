/** Bounds of what a shop keeps at the hub, and gets back. */

import { PART_BYTES_MAX } from "@saunter/protocol/chain/down-messages";
import { COPY_PARTS_MAX } from "@saunter/protocol/chain/restore-messages";

/** How often it is looked whether something has changed; more seldom where a look takes long. */
export const COPY_LOOK_MS = 2000;
/** A look takes this share of the time at most. */
export const COPY_LOOK_SHARE = 0.01;
/** What passes is copied so often where nothing else has changed. */
export const COPY_EVERY_MS = 3_600_000;
/** Copies take no more of the shop's line than this, over time: a large one waits longer for the next. */
export const COPY_BYTES_A_SECOND_MAX = 50_000;
/** Of a copy, packed and sealed. */
export const COPY_BYTES_MAX = COPY_PARTS_MAX * PART_BYTES_MAX;
/** How often it is looked whether another computer has taken the shop's place. */
export const PLACE_CHECK_MS = 60_000;
/**
 * Document numbers that are left out where the last events are lost: those of more receipts than a shop issues
 * while its line is away for a day.
 */
export const NUMBERS_SKIPPED = 1000;
export const NUMBERS_SKIPPED_MAX = 1_000_000;
/** A restore waits so long for the hub, and for the chain to take what it has written. */
export const RESTORE_WAIT_MS = 30_000;
/** A computer of the shop that answered the chain within this is running. */
export const ANSWERED_LATELY_MS = 20_000;
