/**
 * Entry under an idempotency key. The visit's id is on the disk before anything is asked of anybody,
 * so that a gate that asks again after a crash finds the visit that it opened, and no second one.
 */

import type { EntryMethodName } from "../../domain/entry-method.ts";
import {
  type Admission,
  abandonCharge,
  checkEntryGate,
  type EntryService,
  enterShop,
} from "../../domain/entry-service.ts";
import { orRefuse, type Shop } from "../../domain/shop-context.ts";
import type { GateInvitations } from "../../entry/gate-invitation.ts";
import type { CardReading } from "../../http/card-fields.ts";
import type { HttpDeps } from "../../http/http-context.ts";
import { ProblemError } from "../../http/problem.ts";
import type { PasskeyServices } from "../../http/require-passkeys.ts";
import type { NoticeServices } from "../notice/notice-routes.ts";

/** What those need who admit people. */
export interface EntryServices extends CardReading, PasskeyServices, NoticeServices {
  readonly entryService: EntryService;
  readonly invitations: GateInvitations;
  readonly terms: {
    /** When and how what is held at entry is let go, in words. */
    readonly releaseText: string;
    /** The same in other languages, BCP 47. */
    readonly releaseTexts: readonly { readonly language: string; readonly text: string }[];
  };
}

type Admitting = Pick<HttpDeps, "shop" | "runner"> &
  Pick<EntryServices, "entryService" | "entryMethods">;

export type Entering = Admitting & Pick<HttpDeps, "extensions">;

export interface Showing {
  readonly gateId: string;
  readonly method: EntryMethodName;
  readonly shown: unknown;
  /** Undefined: as many as what was shown says, or one. */
  readonly partySize?: number | undefined;
  /** Who shows it, where that is known. */
  readonly shopperId?: string;
}

/** Lets a party in as this visit. Throws `RefusedError`, and `ProblemError` where an earlier try was cut off. */
export async function enterOnce(
  deps: Admitting,
  visitId: string,
  { gateId, method, shown, partySize: told, ...who }: Showing,
): Promise<Admission> {
  const { shop, entryService, runner, entryMethods } = deps;
  const earlier = await findEarlier(shop, visitId);
  if (earlier !== null) return earlier;
  checkEntryGate(shop, gateId);
  const way = entryMethods.get(method);
  if (way === undefined) {
    throw new ProblemError(
      "entry-method-unavailable",
      `entry by ${method} is not available in this shop`,
    );
  }
  const shownMs = shop.nowMs();
  const verified = await way.verify(shown, { gateId, nowMs: shownMs });
  if (!verified.ok) {
    const { code } = verified.refusal;
    entryService.news.tell({ kind: "refused", gateId, customerId: null, code, atMs: shownMs });
  }
  const credential = orRefuse(verified);
  const partySize = told ?? credential.partySize ?? 1;
  const planned = { ...shop, makeId: () => visitId };
  const request = { gateId, partySize, credential, shownMs, ...who };
  return orRefuse(await enterShop(planned, entryService, runner, request));
}

/**
 * The same; in a demonstration whoever is admitted is there then, and walks about as they are told. They
 * are alone, whatever is said of a party: nobody would walk the others about.
 */
export async function walkInOnce(
  deps: Entering,
  visitId: string,
  showing: Showing,
): Promise<Admission> {
  const arrival = findFirst(deps.extensions, (one) => one.prepareArrival?.());
  if (arrival === null) return enterOnce(deps, visitId, showing);
  const { shopperId } = arrival;
  const admission = await enterOnce(deps, visitId, { ...showing, shopperId, partySize: 1 });
  arrival.comeIn();
  return admission;
}

function findFirst<T, R>(all: readonly T[], find: (one: T) => R | null | undefined): R | null {
  for (const one of all) {
    const found = find(one);
    if (found !== null && found !== undefined) return found;
  }
  return null;
}

/** What an earlier try has come to; null where it has done nothing. What it holds is let go. */
async function findEarlier({ store }: Shop, visitId: string): Promise<Admission | null> {
  if (store.read("visit", visitId).status !== "unopened") {
    const [opened] = store.readStream(`visit-${visitId}`);
    const { event } = opened!;
    if (event.type !== "VisitOpened") throw new Error("a visit that does not begin by opening");
    return { visitId, isHoldPending: event.isHoldPending };
  }
  const charge = store.read("charge", visitId);
  if (charge.status === "unopened") return null;
  if (charge.dueMinor === null) await store.transact((tx) => abandonCharge(tx, visitId));
  throw new ProblemError("entry-interrupted", "the entry was interrupted; nothing is charged");
}
