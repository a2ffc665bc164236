/** Bounds of one basket. With them no sum of a basket leaves the safe integers. */

/** Lines of a basket. */
export const LINES_MAX = 500;
/** Units of one line. */
export const QUANTITY_MAX = 999;
/** Units of a basket. */
export const UNITS_MAX = 10_000;
/** A price, a deposit or the fixed amount of an offer, minor units. */
export const UNIT_MINOR_MAX = 100_000_000_000;
/** Units that one use of an offer takes. */
export const OFFER_QUANTITY_MAX = 100;
/** Offers that concern one basket. */
export const OFFERS_MAX = 500;

/** Combinations of units that the exact choice of offers looks at; beyond, it is greedy. */
export const STATES_MAX = 4096;
/** Steps of listing the ways in which an offer can be used once. */
export const LOOKS_MAX = 20_000;
/** Steps of the choice: a combination and a way. A million take some 10 ms. */
export const STEPS_MAX = 1_000_000;
