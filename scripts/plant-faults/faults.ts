/** All faults, by area. */
import { AUTH_FAULTS } from "./auth.ts";
import { ENGINE_FAULTS } from "./engine.ts";
import type { Area, AreaFault, Fault } from "./fault.ts";
import { JOURNAL_FAULTS } from "./journal.ts";
import { MONEY_FAULTS } from "./money.ts";
import { SCREEN_FAULTS } from "./screens.ts";
import { SYNC_FAULTS } from "./sync.ts";

/** The journal comes last because its tests with a simulated disk are the slowest. */
const BY_AREA: Readonly<Record<Area, readonly AreaFault[]>> = {
  money: MONEY_FAULTS,
  auth: AUTH_FAULTS,
  engine: ENGINE_FAULTS,
  sync: SYNC_FAULTS,
  screens: SCREEN_FAULTS,
  journal: JOURNAL_FAULTS,
};

export const AREAS = Object.keys(BY_AREA) as readonly Area[];

export const FAULTS: readonly Fault[] = AREAS.flatMap((area) =>
  BY_AREA[area].map((fault) => ({ ...fault, area })),
);
