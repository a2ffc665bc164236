/**
 * A shop that is there to be looked at, and what can be changed of it while it runs: how fast it goes,
 * who comes, a shopper whom somebody walks about, a recording in place of the simulation.
 */

import type { ShopConfig } from "@saunter/shop/config/shop-config";
import { findVisitOf } from "@saunter/shop/domain/binding-service";
import type { PreparedArrival } from "@saunter/shop/http/http-context";
import type { ShopProcess } from "@saunter/shop/process/shop-process";
import { readSpeed } from "@saunter/shop/sensors/sensor-source";
import { prepared } from "@saunter/shop/store/prepared";
import type { Store } from "@saunter/shop/store/store";
import type { Avatar, AvatarOrder, AvatarRefusal } from "@saunter/sim/avatar";
import { SCENARIOS, type ScenarioName } from "@saunter/sim/scenarios";
import { isSimulated } from "../simulator/simulated-source.ts";

export interface DemoAvatar {
  readonly shopperId: string;
  readonly state: "waiting" | "inside" | "gone";
  /** Null until the gate has admitted them and they have come in. */
  readonly visitId: string | null;
  /** Of the link to what the visit holds, and to its receipt; null until there is one. */
  readonly receiptToken: string | null;
  /** What they carry, in truth. */
  readonly carried: readonly { readonly gtin: string; readonly quantity: number }[];
}

export interface DemoState {
  /** The recording that is played; null: the shop is simulated. */
  readonly recording: string | null;
  /** Recordings that can be chosen, by name. */
  readonly recordings: readonly string[];
  /** A recording has an end. */
  readonly hasEnded: boolean;
  readonly speed: number;
  readonly scenario: ScenarioName | null;
  readonly shoppersAtOnce: number | null;
  readonly avatar: DemoAvatar | null;
}

export interface DemoChange {
  readonly speed?: number;
  readonly scenario?: ScenarioName;
  readonly shoppersAtOnce?: number;
}

export interface DemoControl {
  read(): DemoState;
  change(change: DemoChange): void;
  /** Somebody comes in who does as they are told; whoever was there so before leaves by themselves. */
  enter(): void;
  /**
   * Somebody who shows an entry of their own at the gate, and then does as they are told; null where
   * nobody can come in.
   */
  prepareArrival(): PreparedArrival | null;
  order(order: AvatarOrder): AvatarRefusal | null;
  /** Another source, from the beginning; false where there is none of that name. */
  choose(recording: string | null): boolean;
}

/** What is known of recordings, and how another is begun. */
export interface DemoSources {
  readonly recording: string | null;
  readonly recordings: readonly string[];
  readonly choose: (recording: string | null) => void;
  /** Smart carts, the visitor's among them; 0: none. */
  readonly cartCount: number;
}

export interface DemoControlOptions {
  readonly process: Pick<ShopProcess, "source"> & {
    readonly store: Pick<Store, "db">;
    readonly config: Pick<ShopConfig, "source">;
  };
  readonly sources: DemoSources;
  readonly hasEnded: () => boolean;
}

export function createDemoControl({ process, sources, hasEnded }: DemoControlOptions): DemoControl {
  const { store, source, config } = process;
  const control = isSimulated(source) ? source.control : null;
  const { recording, recordings } = sources;
  const configured = config.source.kind === "simulated" ? config.source : null;
  let scenario = configured?.scenario ?? null;
  let shoppersAtOnce = configured?.shoppersAtOnce ?? atOnceOf(scenario);
  let avatar: Avatar | null = null;
  const setSpeed = (speed: number): void => {
    if (source.pace !== null) source.pace.speed = speed;
  };
  const walk = (next: Avatar): void => {
    avatar?.order({ kind: "leave" });
    avatar = next;
    // One walks at one's own pace.
    setSpeed(1);
  };
  return {
    read: () => ({
      recording,
      recordings,
      scenario,
      shoppersAtOnce,
      hasEnded: hasEnded(),
      speed: readSpeed(source),
      avatar: avatar === null ? null : describeAvatar(avatar, store),
    }),
    change: (change) => {
      if (change.speed !== undefined) setSpeed(change.speed);
      if (control === null) return;
      if (change.scenario !== undefined) {
        control.setScenario(change.scenario);
        scenario = change.scenario;
        shoppersAtOnce = atOnceOf(scenario);
      }
      if (change.shoppersAtOnce !== undefined) {
        control.setShoppersAtOnce(change.shoppersAtOnce);
        shoppersAtOnce = change.shoppersAtOnce;
      }
    },
    enter: () => {
      if (control !== null) walk(control.addAvatar());
    },
    prepareArrival: () => {
      if (control === null) return null;
      const arrival = control.prepareAvatar();
      return {
        shopperId: arrival.avatar.shopperId,
        comeIn: () => {
          arrival.comeIn();
          walk(arrival.avatar);
        },
      };
    },
    order: (order) => (avatar === null ? "not-inside" : avatar.order(order)),
    choose: (chosen) => {
      if (chosen !== null && !recordings.includes(chosen)) return false;
      sources.choose(chosen);
      return true;
    },
  };
}

function atOnceOf(scenario: ScenarioName | null): number | null {
  return scenario === null ? null : SCENARIOS[scenario].atOnce;
}

function describeAvatar(avatar: Avatar, store: Pick<Store, "db">): DemoAvatar {
  const { shopperId } = avatar;
  const visitId = findVisitOf(store, shopperId);
  return {
    shopperId,
    state: avatar.state(),
    visitId,
    receiptToken: visitId === null ? null : findTokenOf(store, visitId),
    carried: avatar.carried().map(({ barcode, quantity }) => ({ gtin: barcode, quantity })),
  };
}

/** Customers have no link before their receipt has one. */
function findTokenOf({ db }: Pick<Store, "db">, visitId: string): string | null {
  const row = prepared(
    db,
    `SELECT coalesce(visits.lookup_token, receipts.lookup_token) AS token
       FROM visits LEFT JOIN receipts USING (visit_id) WHERE visits.visit_id = ?`,
  ).get(visitId);
  return (row?.token as string | null | undefined) ?? null;
}
