import { PARTY_MAX } from "@saunter/protocol/limits";
import { isTripShopper } from "../cart/smart-cart.ts";
import { accept, type Result, refuse } from "../refusal.ts";
import type { BoundHow, VisitEvent, VisitFlag } from "./events.ts";
import type { VisitFacts, VisitState } from "./evolve.ts";

export type VisitCommand =
  | { readonly type: "OpenVisit"; readonly visit: Omit<OpenedEvent, "type"> }
  | { readonly type: "BindShopper"; readonly shopperId: string; readonly how: BoundHow }
  | { readonly type: "UnbindShopper"; readonly shopperId: string; readonly by: string }
  | { readonly type: "ConfirmBinding"; readonly by: string }
  | { readonly type: "LeaveVisit"; readonly shopperId: string }
  | { readonly type: "TakeBack"; readonly shopperId: string }
  | { readonly type: "FlagVisit"; readonly flag: VisitFlag; readonly detail: string }
  | {
      readonly type: "RaiseAgeCheck";
      readonly evidenceId: string;
      readonly gtin: string;
      readonly ageMin: number;
    }
  | { readonly type: "WithdrawAgeCheck"; readonly evidenceId: string }
  | { readonly type: "CheckAge"; readonly isOldEnough: boolean; readonly by: string }
  | { readonly type: "CloseVisit"; readonly cause: "exit" | "lost" | "attendant" };

type OpenedEvent = Extract<VisitEvent, { type: "VisitOpened" }>;

export function decideVisit(command: VisitCommand, state: VisitState): Result<VisitEvent[]> {
  if (command.type === "OpenVisit") {
    if (state.status !== "unopened") throw new Error("a visit's id was used twice");
    const { partySize } = command.visit;
    if (!Number.isInteger(partySize) || partySize < 1 || partySize > PARTY_MAX) {
      return refuse("party-size-invalid", `a party has 1 to ${PARTY_MAX} people`);
    }
    return accept([{ type: "VisitOpened", ...command.visit }]);
  }
  if (state.status === "unopened") return refuse("not-found", "there is no such visit");
  if (command.type === "CheckAge") return decideAgeCheck(command, state);
  // Who took something may be decided after the exit.
  if (command.type === "WithdrawAgeCheck") {
    const { evidenceId } = command;
    if (!state.restricted.some((known) => known.evidenceId === evidenceId)) return accept([]);
    return accept([{ type: "AgeCheckWithdrawn", evidenceId }]);
  }
  // Who tailgated may be found out when somebody has left already.
  if (command.type === "FlagVisit") return decideFlag(command, state);
  // Who is taken for gone may come back: with them the visit goes on.
  if (command.type === "TakeBack") {
    const { shopperId } = command;
    if (!state.left.includes(shopperId)) return refuseStranger();
    return accept([{ type: "ShopperCameBack", shopperId }]);
  }
  if (state.status === "closed") return refuse("visit-not-open", "the visit is over");
  return decideOpenVisit(command, state);
}

function decideOpenVisit(
  command: Exclude<
    VisitCommand,
    { type: "OpenVisit" | "CheckAge" | "WithdrawAgeCheck" | "FlagVisit" | "TakeBack" }
  >,
  state: VisitFacts,
): Result<VisitEvent[]> {
  switch (command.type) {
    case "BindShopper": {
      const { shopperId, how } = command;
      if (state.shoppers.includes(shopperId)) {
        return refuse("shopper-already-bound", "the shopper is in this visit already");
      }
      const events: VisitEvent[] = [{ type: "ShopperBound", shopperId, how }];
      if (how === "guess") {
        const detail =
          "nobody entered with this entry, and somebody had crossed the gate before it";
        events.push({ type: "VisitFlagged", flag: "bound-by-guess", detail });
      }
      const people = state.shoppers.filter((known) => !isTripShopper(known)).length;
      if (!isTripShopper(shopperId) && people >= state.partySize) {
        const detail = `${people + 1} people on an entry for ${state.partySize}`;
        events.push({ type: "VisitFlagged", flag: "party-larger", detail });
      }
      return accept(events);
    }
    case "UnbindShopper": {
      const { shopperId, by } = command;
      if (!state.shoppers.includes(shopperId)) return refuseStranger();
      return accept([{ type: "ShopperUnbound", shopperId, by }]);
    }
    case "LeaveVisit": {
      const { shopperId } = command;
      if (!state.shoppers.includes(shopperId)) return refuseStranger();
      if (state.left.includes(shopperId)) {
        return refuse("visit-already-left", "the shopper has left already");
      }
      return accept([{ type: "ShopperLeft", shopperId }]);
    }
    case "ConfirmBinding": {
      if (!isGuessed(state)) return accept([]);
      return accept([{ type: "BindingConfirmed", by: command.by }]);
    }
    case "RaiseAgeCheck": {
      const { evidenceId, gtin, ageMin } = command;
      if (state.restricted.some((known) => known.evidenceId === evidenceId)) return accept([]);
      return accept([{ type: "AgeCheckRaised", evidenceId, gtin, ageMin }]);
    }
    case "CloseVisit": {
      if (command.cause === "exit" && !hasEverybodyLeft(state)) {
        return refuse("visit-not-left", "somebody of the party is still inside");
      }
      return accept([{ type: "VisitClosed", cause: command.cause }]);
    }
    default:
      return command satisfies never;
  }
}

function decideFlag(
  { flag, detail }: Extract<VisitCommand, { type: "FlagVisit" }>,
  state: VisitState & VisitFacts,
): Result<VisitEvent[]> {
  if (state.status === "closed" && flag !== "bound-by-guess") {
    return refuse("visit-not-open", "the visit is over");
  }
  if (state.flags.some((known) => known.flag === flag && known.detail === detail)) {
    return accept([]);
  }
  return accept([{ type: "VisitFlagged", flag, detail }]);
}

/** Age may be checked at the door, when the visit is already over. */
function decideAgeCheck(
  { isOldEnough, by }: Extract<VisitCommand, { type: "CheckAge" }>,
  state: VisitFacts,
): Result<VisitEvent[]> {
  if (state.age !== "needed") {
    return refuse("age-check-not-needed", "no age check is open on this visit");
  }
  return accept([{ type: "AgeChecked", isOldEnough, by }]);
}

/** Whether all who were bound have left; a visit that nobody was bound to has nobody inside. */
export function hasEverybodyLeft(state: VisitFacts): boolean {
  return state.shoppers.every((shopperId) => state.left.includes(shopperId));
}

/** Whether who is in it has been guessed, and nobody has said that it is so. */
export function isGuessed({ flags }: VisitFacts): boolean {
  return flags.some(({ flag }) => flag === "bound-by-guess");
}

function refuseStranger(): Result<never> {
  return refuse("shopper-unknown", "the shopper is not in this visit");
}
