/** Bounds of releases that come from the chain's hub. */

/** What stays free on the disk beside a release: the shop stops where its disk is full. */
export const FREE_BYTES_MIN = 1e9;
/** A download in which nothing has come for so long is not waited for. */
export const COMING_WITHIN_MS = 10 * 60_000;
/** A release that could not be unpacked is tried again after this. */
export const INSTALL_AGAIN_MS = 60 * 60_000;
