/** How often shoppers do what, and how near they come to each other. */

import type { Random } from "@saunter/numerics/random";
import type { VisitAction } from "./visit-action-names.ts";

export const MIX_NAMES = ["everyday", "adversarial"] as const;

export type MixName = (typeof MIX_NAMES)[number];

export interface VisitMix {
  /** Relative weights. */
  readonly actions: Readonly<Record<VisitAction, number>>;
  /** Share of choices that go to the shelf on which somebody presses. */
  readonly besidePressShare: number;
  readonly followShare: number;
  readonly simultaneousShare: number;
  readonly gatherShare: number;
  readonly standSpreadM: number;
  readonly browseS: readonly [number, number];
  /** How near to others people stand: drawn a recording; null: as near as it happens. */
  readonly drawRoomM: (random: Random) => number | null;
}

export const MIXES: Readonly<Record<MixName, VisitMix>> = {
  /** What shops see: mostly plain picks; forces 5 %, meetings 1.7 %, wrong places 1.5 %. */
  everyday: {
    actions: {
      pick: 0.63,
      several: 0.05,
      bothHands: 0.025,
      series: 0.03,
      compare: 0.03,
      putHome: 0.06,
      pickAndReturn: 0.006,
      misplace: 0.011,
      putByNearWeight: 0.002,
      swapNear: 0.002,
      takeMisplaced: 0.004,
      press: 0.011,
      longPress: 0.003,
      lift: 0.006,
      touch: 0.008,
      lean: 0.003,
      pressThenTake: 0.006,
      pressAsTake: 0.005,
      takeInPress: 0.003,
      putInPress: 0.001,
      knock: 0.002,
      slide: 0.003,
      reachPast: 0.02,
      reachOnly: 0.02,
      walkPast: 0.03,
      give: 0.007,
      gesture: 0.01,
    },
    besidePressShare: 0.02,
    followShare: 0.08,
    simultaneousShare: 0.1,
    gatherShare: 0.1,
    standSpreadM: 0.15,
    browseS: [0.6, 3],
    drawRoomM: (random) => random.uniform(0.5, 0.7),
  },
  adversarial: {
    actions: {
      pick: 0.2,
      several: 0.05,
      bothHands: 0.05,
      series: 0.04,
      compare: 0.04,
      putHome: 0.05,
      pickAndReturn: 0.03,
      misplace: 0.04,
      putByNearWeight: 0.03,
      swapNear: 0.03,
      takeMisplaced: 0.02,
      press: 0.05,
      longPress: 0.03,
      lift: 0.03,
      touch: 0.03,
      lean: 0.015,
      pressThenTake: 0.035,
      pressAsTake: 0.035,
      takeInPress: 0.03,
      putInPress: 0.015,
      knock: 0.02,
      slide: 0.02,
      reachPast: 0.05,
      reachOnly: 0.03,
      walkPast: 0.02,
      give: 0.06,
      gesture: 0.05,
    },
    besidePressShare: 0.25,
    followShare: 0.3,
    simultaneousShare: 0.5,
    gatherShare: 0.4,
    standSpreadM: 0.22,
    browseS: [0.2, 1.5],
    drawRoomM: (random) => (random.chance(0.35) ? null : random.uniform(0.35, 0.6)),
  },
};
