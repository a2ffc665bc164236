/** Bounds that whoever writes to the shop has to keep, each tested at the bound and one past it. */

/** Longest parameter of a path, characters. */
export const PATH_PARAM_CHARS_MAX = 200;
/** Rows of one page, and where nothing is said. */
export const PAGE_ROWS_MAX = 200;
export const PAGE_ROWS = 50;
/** Longest text that visits are searched by. */
export const SEARCH_CHARS_MAX = 100;
/** Products that one search finds. */
export const PRODUCTS_FOUND_MAX = 50;
/** Decisions of reviewers in one answer of `GET /v1/labels`. */
export const LABELS_MAX = 5000;
/** Reviews that can be passed over. */
export const REVIEWS_SKIPPED_MAX = 50;
/** Products, places and offers that are changed at once. */
export const GOODS_CHANGES_MAX = 10_000;
/** Longest body of such changes, bytes. */
export const GOODS_BODY_BYTES_MAX = 8 * 1024 * 1024;
/** Longest body of a product's image, bytes: 2 MB in Base64. */
export const PICTURE_BODY_BYTES_MAX = 3 * 1024 * 1024;
/** Longest body of the shop's logo, bytes: 100 kB in Base64. */
export const LOGO_BODY_BYTES_MAX = 160 * 1024;
/** More on one facing is a slip of the finger. */
export const STOCK_QUANTITY_MAX = 100_000;

/** People of one entry. */
export const PARTY_MAX = 12;
/** Net weight of one weighing, grams: what carts and scales in shops can weigh. */
export const NET_G_MAX = 100_000;
/** Price on a scale's label, minor units. */
export const LABEL_MINOR_MAX = 1_000_000_000;

/** Cash of one count or move of the till's drawer, minor units: more is a slip of the finger. */
export const DRAWER_MINOR_MAX = 1_000_000_000;

/** Units that a dispute may claim. */
export const CLAIMED_QUANTITY_MAX = 99;
/** Of the lines that one refund names. */
export const REFUNDED_LINES_MAX = 200;
/** Of what staff say of a refund. */
export const REFUND_NOTE_CHARS_MAX = 200;
/** Units that a reviewer may add or remove at once. */
export const ADD_QUANTITY_MAX = 99;

export const USER_NAME_CHARS_MAX = 64;
export const PASSWORD_CHARS_MAX = 256;
/** A code of an authenticator app or a recovery code, as it may be spaced. */
export const SIGN_IN_CODE_CHARS_MAX = 64;
/** RFC 5321, section 4.5.3.1.3, without the brackets. */
export const EMAIL_CHARS_MAX = 254;
export const LOCALE_CHARS_MAX = 35;

export const BADGE_CHARS_MAX = 64;
export const HOLDER_ID_CHARS_MAX = 64;
export const BADGE_NOTE_CHARS_MAX = 120;
export const CARD_TOKEN_CHARS_MAX = 255;
/** Of the id under which a shopper saves a card. */
export const CARD_SETUP_ID_CHARS_MAX = 100;
/** An id that a gate gives to one reading or request. */
export const REQUEST_ID_CHARS_MAX = 128;

/** Faster than this a demonstration with its pages does not keep up everywhere. */
export const DEMO_SPEED_MAX = 10;
export const DEMO_SHOPPERS_MAX = 30;

/** Longest address of a webhook that is added over the API. */
export const WEBHOOK_URL_CHARS_MAX = 500;
/** How long a key or secret that is replaced can go on beside its successor, hours: a week. */
export const OVERLAP_HOURS_MAX = 168;
