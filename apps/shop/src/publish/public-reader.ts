/** Reads what public events say beside the journal's. */
import { AGGREGATES, type StatesByKind } from "@saunter/commerce/aggregates";
import type { StreamKind } from "@saunter/commerce/events";
import type { PublicReader } from "@saunter/commerce/public/to-public-event";
import { findVisitOf } from "../domain/binding-service.ts";
import { evolve } from "../store/folded-states.ts";
import type { Store } from "../store/store.ts";

/**
 * Reads what an event needs as it was then, so that one that is sent again says the same. Whom a
 * shopper belongs to is the exception: what was found out later counts.
 */
export function createPublicReader(store: Pick<Store, "db" | "readStream">): PublicReader {
  return {
    findVisit: (shopperId) => findVisitOf(store, shopperId),
    readAt: <Kind extends StreamKind>(kind: Kind, id: string, position: number) => {
      let state: StatesByKind[StreamKind] = AGGREGATES[kind].initial;
      for (const stored of store.readStream(`${kind}-${id}`)) {
        if (stored.position > position) break;
        state = evolve(kind, state, stored.event, stored.atMs);
      }
      return state as StatesByKind[Kind];
    },
  };
}
