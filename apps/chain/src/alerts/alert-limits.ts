/** Bounds of the chain's alerts. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How often causes are looked for, and how often those that take long to find. */
export const LOOK_EVERY_MS = 10_000;
export const SLOW_EVERY_MS = 5 * MINUTE_MS;
/** An alert ends when its cause has been over for so long; twice as long for each time that it came back in a day. */
export const END_AFTER_MS = 5 * MINUTE_MS;
export const END_AFTER_MS_MAX = HOUR_MS;
/** How far back raises of a cause count. */
export const FLAPS_WITHIN_MS = DAY_MS;
/** So many shops with one cause at once, and this share of all, are one alert. */
export const STORM_SHOPS_MIN = 10;
export const STORM_SHARE = 0.1;
/** Shops that are about to be silent count for a storm, too: not all fall silent in one moment. */
export const STORM_SILENT_MS = 20_000;
/** How long alerts that have ended are kept. */
export const ALERTS_KEPT_MS = 90 * DAY_MS;
/** Characters of a message: what a shop says is as long as it likes. */
export const MESSAGE_CHARS_MAX = 500;
/** Alerts that are sent at once by one channel. */
export const SENDING_MAX = 8;
/** What was begun and has no outcome after this is begun again: whoever began it has died. */
export const LEASE_MS = 60_000;
/** How often somebody is reminded of an alert that nobody acknowledges. */
export const REMINDERS_MAX = 24;
/** Of shares: fewer receipts of a day, or fewer pairs of decisions, say nothing. */
export const RECEIPTS_MIN = 50;
export const PAIRS_MIN = 50;
/** Days whose pairs count. */
export const AUDIT_MS = 30 * DAY_MS;
/** Since when receipts and reviews count. */
export const RECENT_MS = DAY_MS;
/** A room that is fuller than this is short. */
export const ROOM_SHARE_MAX = 0.85;
/** So many receipts that wait for a signing device for so long are a queue that does not get through. */
export const UNSIGNED_MIN = 10;
export const UNSIGNED_MS = 10 * MINUTE_MS;
/** Figures that have been behind for longer are late. */
export const FIGURES_BEHIND_MS = 2 * MINUTE_MS;
/** A chain without any backup has so long to make its first. */
export const FIRST_BACKUP_MS = HOUR_MS;
/** A webhook fails where its first delivery has been begun so often. */
export const WEBHOOK_ATTEMPTS = 5;

/** What whoever runs a chain may set. */
export interface AlertBounds {
  readonly silentMs: number;
  readonly behindMs: number;
  readonly clockMs: number;
  /** Share of receipts that a person has to look at. */
  readonly reviewShareMax: number;
  /** Reviews of a day that nobody decided in time. */
  readonly lapsedMax: number;
  /** Share of pairs of independent decisions that agree. */
  readonly accuracyShareMin: number;
  /** Room of the database; null: unknown. */
  readonly databaseBytesMax: number | null;
  readonly backupMs: number;
}

export const ALERT_BOUNDS: AlertBounds = {
  // With the pauses between looks, both are noticed within a minute.
  silentMs: 45_000,
  behindMs: 30_000,
  clockMs: MINUTE_MS,
  reviewShareMax: 0.3,
  lapsedMax: 5,
  accuracyShareMin: 0.95,
  databaseBytesMax: null,
  backupMs: 26 * HOUR_MS,
};
