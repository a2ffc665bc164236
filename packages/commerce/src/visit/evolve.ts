import type { VisitEvent, VisitFlag, VisitPayer } from "./events.ts";

export interface VisitFacts {
  readonly visitId: string;
  readonly openedMs: number;
  readonly method: string;
  readonly payer: VisitPayer;
  readonly partySize: number;
  readonly gateId: string;
  readonly isMember: boolean;
  readonly currency: string;
  readonly holdMinor: number;
  /** Of the receipt's link; null of staff, and of visits that opened without one. */
  readonly lookupToken: string | null;
  /** In order of binding, those who left included. */
  readonly shoppers: readonly string[];
  readonly left: readonly string[];
  /** Of the shoppers, those who are in it by a guess that nobody has confirmed. */
  readonly guessed: readonly string[];
  readonly flags: readonly { readonly flag: VisitFlag; readonly detail: string }[];
  readonly age: "not-needed" | "needed" | "verified" | "refused";
  /** Years of age that staff have confirmed; 0: none. */
  readonly yearsVerified: number;
  /** Age-restricted products seen picked. */
  readonly restricted: readonly Restricted[];
}

export interface Restricted {
  readonly evidenceId: string;
  readonly gtin: string;
  /** Years of age. */
  readonly ageMin: number;
}

export type VisitState =
  | { readonly status: "unopened" }
  | ({ readonly status: "open" } & VisitFacts)
  | ({ readonly status: "closed"; readonly closedMs: number } & VisitFacts);

export const UNOPENED_VISIT: VisitState = { status: "unopened" };

export function evolveVisit(state: VisitState, event: VisitEvent, atMs: number): VisitState {
  if (event.type === "VisitOpened") {
    const { visitId, method, payer, partySize, gateId, isMember, currency, holdMinor } = event;
    return {
      status: "open",
      visitId,
      method,
      payer,
      partySize,
      gateId,
      isMember,
      currency,
      holdMinor,
      lookupToken: event.lookupToken ?? null,
      openedMs: atMs,
      shoppers: [],
      left: [],
      guessed: [],
      flags: [],
      age: "not-needed",
      yearsVerified: 0,
      restricted: [],
    };
  }
  if (state.status === "unopened") throw new Error(`${event.type} before VisitOpened`);
  switch (event.type) {
    case "ShopperBound": {
      const { shopperId, how } = event;
      const guessed = how === "guess" ? [...state.guessed, shopperId] : state.guessed;
      return { ...state, shoppers: [...state.shoppers, shopperId], guessed };
    }
    case "ShopperUnbound": {
      const stays = (id: string): boolean => id !== event.shopperId;
      return {
        ...state,
        shoppers: state.shoppers.filter(stays),
        left: state.left.filter(stays),
        guessed: state.guessed.filter(stays),
      };
    }
    case "BindingConfirmed": {
      const flags = state.flags.filter(({ flag }) => flag !== "bound-by-guess");
      return { ...state, flags, guessed: [] };
    }
    case "ShopperLeft":
      return { ...state, left: [...state.left, event.shopperId] };
    case "ShopperCameBack":
      return reopen(state, event.shopperId);
    case "VisitFlagged":
      return {
        ...state,
        flags: [...state.flags, { flag: event.flag, detail: event.detail }],
      };
    case "AgeCheckRaised": {
      const { evidenceId, gtin, ageMin } = event;
      return {
        ...state,
        age: ageAfter(state, ageMin),
        restricted: [...state.restricted, { evidenceId, gtin, ageMin }],
      };
    }
    case "AgeCheckWithdrawn": {
      const restricted = state.restricted.filter(
        ({ evidenceId }) => evidenceId !== event.evidenceId,
      );
      return { ...state, restricted, age: ageWithout(state, restricted) };
    }
    case "AgeChecked": {
      if (!event.isOldEnough) return { ...state, age: "refused" };
      return { ...state, age: "verified", yearsVerified: maxYears(state.restricted) };
    }
    case "VisitClosed":
      return { ...state, status: "closed", closedMs: atMs };
    default:
      return event satisfies never;
  }
}

function reopen(state: Exclude<VisitState, { status: "unopened" }>, shopperId: string): VisitState {
  const left = state.left.filter((known) => known !== shopperId);
  if (state.status === "open") return { ...state, left };
  const { closedMs: _, ...facts } = state;
  return { ...facts, status: "open", left };
}

/** Who was found to be old enough for beer may not be for spirits. */
function ageAfter({ age, yearsVerified }: VisitFacts, ageMin: number): VisitFacts["age"] {
  return age === "not-needed" || (age === "verified" && ageMin > yearsVerified) ? "needed" : age;
}

/** What staff have answered stays. */
function ageWithout(
  { age, yearsVerified }: VisitFacts,
  left: readonly Restricted[],
): VisitFacts["age"] {
  if (age !== "needed" || maxYears(left) > yearsVerified) return age;
  return yearsVerified > 0 ? "verified" : "not-needed";
}

function maxYears(restricted: readonly Restricted[]): number {
  return Math.max(0, ...restricted.map(({ ageMin }) => ageMin));
}
