/** Which alerts are raised and which end: one a cause, however often it comes and goes, and one for many shops at once. */
import type { ChainAlertKind } from "@saunter/protocol/chain/alert-kinds";
import { END_AFTER_MS, END_AFTER_MS_MAX, STORM_SHARE, STORM_SHOPS_MIN } from "./alert-limits.ts";

/** Something that is wrong at this moment. */
export interface Cause {
  /** The same as long as it is the same. */
  readonly alertKey: string;
  readonly kind: ChainAlertKind;
  readonly message: string;
  readonly shopId: string | null;
  readonly organisationId: string | null;
  /** It says nothing of anybody's shop, and is everybody's business. */
  readonly isForAll: boolean;
  /** Of a shop: what it has in common with such causes of other shops, in words after "Many shops: ". */
  readonly storm: { readonly key: string; readonly words: string } | null;
  /** It has lasted long enough; else it counts for a storm alone. */
  readonly isDue: boolean;
}

export interface OpenAlert {
  readonly alertId: number;
  readonly alertKey: string;
  readonly kind: ChainAlertKind;
  /** Since when its cause is over; null: it is not. */
  readonly goneMs: number | null;
  /** How often its cause was raised within a day, this time among them. */
  readonly raises: number;
}

export interface AlertPlan {
  readonly raised: readonly Cause[];
  /** Ids of alerts whose cause is over from now on. */
  readonly gone: readonly number[];
  /** Whose cause is there again. */
  readonly back: readonly number[];
  readonly ended: readonly number[];
}

/** @param unknown kinds of which nobody could find out: their alerts stay as they are. */
export function planAlerts(
  open: readonly OpenAlert[],
  { present, wanted }: SortedCauses,
  unknown: ReadonlySet<ChainAlertKind>,
  nowMs: number,
): AlertPlan {
  const openKeys = new Set(open.map(({ alertKey }) => alertKey));
  const gone: number[] = [];
  const back: number[] = [];
  const ended: number[] = [];
  for (const { alertId, alertKey, goneMs, kind, raises } of open) {
    if (unknown.has(kind)) continue;
    if (present.has(alertKey)) {
      if (goneMs !== null) back.push(alertId);
    } else if (goneMs === null) gone.push(alertId);
    else if (nowMs - goneMs >= findEndAfterMs(raises)) ended.push(alertId);
  }
  const raised = wanted.filter(({ alertKey }) => !openKeys.has(alertKey));
  return { raised, gone, back, ended };
}

/** A cause that comes and goes is one alert that stays, and not one every few minutes. */
export function findEndAfterMs(raises: number): number {
  return Math.min(END_AFTER_MS_MAX, END_AFTER_MS * 2 ** Math.max(0, raises - 1));
}

export interface SortedCauses {
  /** Keys of all that is wrong, of which no alert ends. */
  readonly present: ReadonlySet<string>;
  /** What is raised where it is not open. */
  readonly wanted: readonly Cause[];
}

const STORM = "many ";

/**
 * One cause in place of those of many shops. While its alert is open none of them is raised by itself: not all shops
 * come back in one moment.
 */
export function sortCauses(
  causes: readonly Cause[],
  openKeys: ReadonlySet<string>,
  shopCount: number,
): SortedCauses {
  const sizes = new Map<string, number>();
  for (const { storm } of causes) {
    if (storm !== null) sizes.set(storm.key, (sizes.get(storm.key) ?? 0) + 1);
  }
  const sizeMin = Math.max(STORM_SHOPS_MIN, Math.ceil(shopCount * STORM_SHARE));
  const isHubAway = causes.some(({ kind }) => kind === "hub-unreachable");
  const present = new Set<string>();
  const wanted: Cause[] = [];
  for (const cause of causes) {
    const { alertKey, isDue, kind, storm } = cause;
    if (isDue) present.add(alertKey);
    // Without the hub nobody knows how any shop is.
    if (isHubAway && OF_HUB.has(kind)) continue;
    if (storm === null) {
      if (isDue) wanted.push(cause);
      continue;
    }
    const stormKey = `${STORM}${storm.key}`;
    const isStorm = (sizes.get(storm.key) ?? 0) >= sizeMin;
    if (!isStorm) {
      if (isDue && !openKeys.has(stormKey)) wanted.push(cause);
    } else if (!present.has(stormKey) && isDue) {
      present.add(stormKey);
      wanted.push({
        ...{ alertKey: stormKey, kind, shopId: null, organisationId: null, storm: null },
        ...{ isForAll: true, isDue: true, message: `Many shops: ${storm.words}` },
      });
    }
  }
  return { present, wanted };
}

/** What the hub's absence looks like at each shop. */
const OF_HUB: ReadonlySet<ChainAlertKind> = new Set(["shop-silent", "shop-behind"]);
