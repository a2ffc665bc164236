/**
 * Changes about which images of hands are still to come: a hand comes back after the change was
 * decided, so the hypotheses that it made are weighed once more.
 */
import { rateHands } from "../attribution/hand-evidence.ts";
import { discount, type HandTrust, learnHandTrust } from "../attribution/hand-trust.ts";
import type { Tracks } from "../attribution/tracks.ts";
import type { ShopperKey } from "../engine-types.ts";
import type { HandImageParameters } from "../parameters/hand-images.ts";
import type { ShopIndex } from "../shop-index.ts";
import {
  type ActionRecord,
  type Cluster,
  type Hypothesis,
  listNodesOf,
  weighPartly,
} from "./hypotheses.ts";
import { prune } from "./mixture-reducer.ts";

export interface HandCheck {
  readonly changeId: number;
  readonly dueMs: number;
  readonly shoppers: ReadonlySet<ShopperKey>;
  /** What was known without them, and how surely: it shows how far they can be trusted. */
  readonly known: readonly { readonly action: ActionRecord; readonly belief: number }[];
}

/** @param cluster as the change has left it. */
export function planHandCheck(
  changeId: number,
  lastMs: number,
  shoppers: ReadonlySet<ShopperKey>,
  { hypotheses }: Cluster,
  { handWindowMs, knownBeliefMin }: HandImageParameters,
): HandCheck {
  const actions = hypotheses.map((one) => listNodesOf(one, changeId));
  const known = (actions[0] ?? []).map(({ action }) => {
    let belief = 0;
    for (const [at, { logWeight }] of hypotheses.entries()) {
      const told = actions[at]!.find((other) => isSame(other.action, action));
      if (told !== undefined) belief += told.share * Math.exp(logWeight);
    }
    return { action, belief: Math.min(1, belief) };
  });
  return {
    changeId,
    shoppers,
    dueMs: lastMs + handWindowMs,
    known: known.filter(({ belief }) => belief >= knownBeliefMin),
  };
}

/** Checks that are due, the earliest first, and those that are left. */
export function takeDueChecks(
  checks: readonly HandCheck[],
  isDue: (check: HandCheck) => boolean,
): { due: HandCheck[]; left: HandCheck[] } {
  const due = checks.filter(isDue).sort((a, b) => a.dueMs - b.dueMs || a.changeId - b.changeId);
  return { due, left: checks.filter((check) => !isDue(check)) };
}

/** What hands are checked with. */
export interface HandScene {
  readonly tracks: Tracks;
  readonly index: ShopIndex;
  readonly handTrust: HandTrust;
}

/** The cluster's hypotheses with what hands say of a change; null where they say nothing. */
export function weighByHands(
  { tracks, index, handTrust }: HandScene,
  cluster: Cluster,
  changeId: number,
): Hypothesis[] | null {
  const rated = new Map<string, number>();
  const rate = (action: ActionRecord): number => {
    const { kind, shopperId, barcode, plates } = action;
    const key = `${kind} ${shopperId} ${barcode} ${plates.join()}`;
    let logRatio = rated.get(key);
    if (logRatio === undefined) {
      logRatio = rateHands(tracks, index, action);
      rated.set(key, logRatio);
    }
    return logRatio;
  };
  const actions = cluster.hypotheses.map((one) => listNodesOf(one, changeId));
  for (const own of actions) for (const { action } of own) rate(action);
  if ([...rated.values()].every((logRatio) => logRatio === 0)) return null;
  return prune(
    cluster.hypotheses.map((one, at) => {
      let logWeight = one.logWeight;
      for (const { action, share } of actions[at]!) {
        logWeight += weighPartly(share, discount(handTrust, rate(action)));
      }
      return { ...one, logWeight };
    }),
    index.parameters.belief,
  );
}

/** Learns how far hands are believed, of what was known of a change without them. */
export function learnOfHands({ tracks, index, handTrust }: HandScene, { known }: HandCheck): void {
  for (const { action, belief } of known) {
    learnHandTrust(handTrust, rateHands(tracks, index, action), belief);
  }
}

function isSame(a: ActionRecord, b: ActionRecord): boolean {
  return a.kind === b.kind && a.shopperId === b.shopperId && a.barcode === b.barcode;
}
