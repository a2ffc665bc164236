/** Every bound and time of the cart's process, by name, in one place. */

/** A scale that says nothing for so long is unplugged, milliseconds. */
export const SILENT_MS = 2000;
/** Raw counts that stay the same for so long come from no live cell, milliseconds. */
export const FROZEN_MS = 4000;
/** A cart of nothing may drift by so much below zero, grams; who lifts it does so for less than this, milliseconds. */
export const NEGATIVE_G = 60;
export const NEGATIVE_MS = 3000;
/** A scale that is overloaded shows so many divisions more than its capacity at most (OIML R 76, 4.2.3). */
export const OVERLOAD_DIVISIONS = 9;
/** What is shown before it has settled is shown for so long at most, milliseconds. */
export const PROVISIONAL_MS = 3000;
/** Time over which a weight must stay for goods to be priced by it, milliseconds. */
export const STABLE_MS = 500;
/** Where the measured time is further from the expected one, it starts again, milliseconds. */
export const TIME_OFF_MS_MAX = 250;
/** A weight after a restart that differs from the kept one by so much has changed meanwhile, grams. */
export const RESTART_CHANGE_G = 4;
/** The scale's level is kept again where it has moved by so much, grams, at most so often, milliseconds. */
export const LEVEL_KEPT_G = 1;
export const LEVEL_KEPT_MS = 10_000;
/** The same code within so long is one scan: a scanner's second look, milliseconds. */
export const DUPLICATE_MS = 1000;
/** Lines of a trip. */
export const LINES_MAX = 300;
/** Units of a trip: no bill has more of one product. */
export const UNITS_MAX = 999;
/** Acts that are known when they come again. */
export const ACTS_KNOWN_MAX = 200;
/** Weight changes that are reported to the shop. */
export const CHANGES_MAX = 200;
/** Questions that are reported to the shop. */
export const QUESTIONS_MAX = 100;
/** A notice is shown for so long, milliseconds. */
export const NOTICE_MS = 8000;
/** The state is looked at for changes so often, milliseconds. */
export const TICK_MS = 100;
/** A trip is told to the shop again after so long, though nothing has changed, milliseconds. */
export const REPORT_EVERY_MS = 5000;
/** A probability that changes by less is no reason to tell a trip at once. */
export const CERTAINTY_NEWS = 0.02;
/** Between two reports of a trip that changes, milliseconds. */
export const REPORT_PAUSE_MS = 200;
/** How long the shop has to answer, milliseconds. */
export const SHOP_ANSWER_MS_MAX = 8000;
/** An earlier trip's end that the shop has not taken is told again after so long, and then after twice as long each time, milliseconds. */
export const UNSETTLED_RETRY_MS = 2000;
export const UNSETTLED_RETRY_MS_MAX = 10 * 60_000;
/** After so many tries it is told once for each trip that begins, and at each start of the process. */
export const UNSETTLED_TRIES = 12;
/** How often the catalogue is asked for, milliseconds. */
export const CATALOGUE_EVERY_MS = 60_000;
/** The shop's clock and the cart's may differ by so much before it is told, milliseconds. */
export const CLOCK_JUMP_MS = 5000;
/** Battery shares below which the cart says so, and below which it may stop any moment. */
export const BATTERY_LOW_SHARE = 0.15;
export const BATTERY_DYING_SHARE = 0.03;
export const BATTERY_EVERY_MS = 10_000;
/** Screens that may listen at once, and connections of any kind. */
export const SCREENS_MAX = 8;
export const CONNECTIONS_MAX = 64;
/** Bytes of an act, and how long a request may take to arrive, milliseconds. */
export const REQUEST_BYTES_MAX = 64 * 1024;
export const REQUEST_MS_MAX = 10_000;
/** A connection that is silent is written to so often, to see whether it is there, milliseconds. */
export const HEARTBEAT_MS = 15_000;
/** A scanner's line that is longer is none, characters. */
export const SCANNER_CHARS_MAX = 500;
/** Bytes of the configuration's file, of the catalogue, and of whatever else a shop answers. */
export const CONFIG_BYTES_MAX = 64 * 1024;
export const CATALOGUE_BYTES_MAX = 64 * 1024 * 1024;
export const ANSWER_BYTES_MAX = 1024 * 1024;

/** An empty cart weighs less, and what is put into it begins a trip from so much on, grams. */
export const EMPTY_G = 100;
export const BEGINS_G = 30;
/** After a trip its end is shown for so long at least, and at most where something is left in the cart, milliseconds. */
export const ENDED_MS = 15_000;
export const ENDED_MS_MAX = 180_000;
/** A cart stands at the lane whose beacon it hears for so long, and hears none after so long, milliseconds. */
export const LANE_STAYS_MS = 3000;
export const BEACON_MS = 30_000;
/** Products that were read last are in memory: those of a trip, and what was searched for. */
export const PRODUCTS_READ_MAX = 512;
/** Products of the catalogue that show what goods weigh. */
export const KNOWN_GOODS_MAX = 400;
/** Weight of a container that a code may say, grams. */
export const TARE_CODE_G_MAX = 2000;
