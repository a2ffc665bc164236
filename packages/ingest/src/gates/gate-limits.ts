/** Bounds of gates' controllers. */

/** A command that is not acknowledged in this time is called off, and a fault. */
export const ACKNOWLEDGE_MS_MAX = 3000;
/** A command that a controller reads so long after it was given is not carried out. */
export const COMMAND_VALID_MS = 4000;
/** How long a door may still open after its relay has dropped: somebody pushes it. */
export const OPENING_GRACE_MS = 3000;
/** How long a door may stand open after its relay has dropped. */
export const STUCK_AFTER_MS = 10_000;
/** How long a door that was forced stays a fault after it has closed: somebody looks at who came in. */
export const FORCED_KEPT_MS = 60_000;
/** Ids of passages that are remembered, so that one that is reported twice counts once. */
export const PASSAGE_IDS_MAX = 256;
/** For how long: a controller that restarts counts from the first again. */
export const PASSAGE_IDS_KEPT_MS = 60_000;
/** A relay closes at most so long. */
export const OPEN_MS_MAX = 11_000;
