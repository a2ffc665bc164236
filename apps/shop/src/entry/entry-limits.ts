/** Bounds of the entry methods. */

/** How often an entry code is renewed. */
export const SLOT_MS = 15_000;
/** Number of time slots before and after the present one whose codes are valid: the clocks of phone and gate differ. */
export const SLOTS_EITHER_SIDE = 1;
/** Number of time slots for which a display's code is valid: time to scan it and to confirm by fingerprint. */
export const INVITATION_SLOTS = 5;
/** The longest code: two signatures and a key fill a QR of version 11 at the lowest error level. */
export const CODE_CHARS_MAX = 310;
export const CUSTOMER_ID_CHARS_MAX = 40;
export const KEY_ID_CHARS_MAX = 12;
/** A phone that was lost opens the gate no longer than this. */
export const CERTIFICATE_LIFE_MS_MAX = 7 * 24 * 3_600_000;

/** A card that was read longer ago opens no gate: whoever held it has walked away. */
export const CARD_READING_AGE_MS_MAX = 30_000;
/** Steps that a simulated terminal holds ready, and answers that it can repeat. */
export const TERMINAL_STEPS_MAX = 1000;
export const TERMINAL_ANSWERS_MAX = 1000;

/** Time limit of a terminal adapter's answer: shorter than a card's reading is valid. */
export const TERMINAL_WAIT_MS_MAX = 25_000;
export const TERMINAL_ANSWER_BYTES_MAX = 16_384;

/** How often a card reader at Stripe is looked at: where no webhook comes, somebody waits so long. */
export const READER_LOOK_EVERY_MS = 1500;
/** How long an action at a reader waits for a card before another takes its place. */
export const READER_WAIT_MS_MAX = 10 * 60_000;

export const BADGE_CHARS_MIN = 4;
export const BADGE_KEY_BYTES_MIN = 32;

/** Time to answer a passkey challenge. */
export const CHALLENGE_LIFE_MS = 120_000;
/** Challenges waiting for an answer at once; the oldest makes room. */
export const CHALLENGES_MAX = 10_000;
export const PASSKEYS_PER_OWNER_MAX = 10;
/** Longest base64url texts of a passkey's response. Ids have 1,023 bytes at most (WebAuthn). */
export const CREDENTIAL_ID_CHARS_MAX = 1364;
export const CLIENT_DATA_CHARS_MAX = 4096;
export const ATTESTATION_CHARS_MAX = 16_384;
export const ASSERTION_FIELD_CHARS_MAX = 4096;
export const TRANSPORTS_MAX = 8;
export const TRANSPORT_CHARS_MAX = 32;
