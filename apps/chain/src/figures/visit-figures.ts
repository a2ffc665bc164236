import type { VisitEvent } from "@saunter/commerce/visit/events";
import { evolveVisit, UNOPENED_VISIT, type VisitState } from "@saunter/commerce/visit/evolve";
import { makeStreamProjection, type StreamFold } from "./fold-streams.ts";
import type { Projection } from "./projection.ts";

const FOLD: StreamFold<VisitState, VisitEvent> = {
  initial: UNOPENED_VISIT,
  evolve: (state, event, { atMs }) => evolveVisit(state, event, atMs),
  toRows: (state, { shopId, id }) => {
    if (state.status === "unopened") return {};
    const row = {
      shop_id: shopId,
      visit_id: id,
      status: state.status,
      payer: state.payer.kind,
      method: state.method,
      gate_id: state.gateId,
      party_size: state.partySize,
      currency: state.currency,
      hold_minor: state.holdMinor,
      age: state.age,
      flags: state.flags.map(({ flag }) => flag).join(),
      opened_ms: state.openedMs,
      closed_ms: state.status === "closed" ? state.closedMs : null,
    };
    return { visits: [row] };
  },
};

export const visitFigures: Projection = {
  name: "visits-1",
  kind: "visit",
  types: null,
  tables: ["visits"],
  make: makeStreamProjection(FOLD),
};
