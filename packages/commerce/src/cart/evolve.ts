import type { CartLine, ShopperEvent, UnclearChange } from "./events.ts";

export interface ShopperState {
  readonly status: "unseen" | "inside" | "exited" | "concluded";
  readonly shopperId: string;
  readonly appearedMs: number;
  readonly gateId: string | null;
  readonly trackId: string;
  readonly exitedMs: number | null;
  readonly lines: readonly CartLine[];
  readonly probability: number;
  readonly needsReview: boolean;
  readonly reasons: readonly string[];
  readonly faults: readonly string[];
  readonly unclear: readonly UnclearChange[];
}

export const UNSEEN_SHOPPER: ShopperState = {
  status: "unseen",
  shopperId: "",
  appearedMs: 0,
  gateId: null,
  trackId: "",
  exitedMs: null,
  lines: [],
  probability: 1,
  needsReview: false,
  reasons: [],
  faults: [],
  unclear: [],
};

export function evolveShopper(
  state: ShopperState,
  event: ShopperEvent,
  atMs: number,
): ShopperState {
  switch (event.type) {
    case "ShopperAppeared": {
      // Journals of before have people whose gate and number nobody noted.
      const { shopperId, gateId = null, trackId = shopperId } = event;
      if (state.status !== "unseen") return state;
      return { ...state, status: "inside", shopperId, gateId, trackId, appearedMs: atMs };
    }
    case "InteractionTold":
      // What holds of each interaction is looked up where they all are: it may concern others too.
      return state;
    case "CartTold":
      // What is concluded is charged: a word that comes late changes nothing of it.
      if (state.status === "concluded") return state;
      return { ...state, lines: event.lines, probability: event.probability };
    case "ShopperExited":
      if (state.status === "concluded") return state;
      return { ...state, status: "exited", exitedMs: atMs };
    case "ShopperReturned":
      // A cart that is concluded is charged: who carries on does so as somebody else.
      if (state.status !== "exited") return state;
      return { ...state, status: "inside", exitedMs: null };
    case "CartConcluded": {
      const { lines, probabilityExact, needsReview, reasons, faults, unclear = [] } = event;
      const exitedMs = state.exitedMs ?? atMs;
      return {
        ...state,
        status: "concluded",
        exitedMs,
        lines,
        probability: probabilityExact,
        needsReview,
        reasons,
        faults,
        unclear,
      };
    }
    default:
      return event satisfies never;
  }
}
