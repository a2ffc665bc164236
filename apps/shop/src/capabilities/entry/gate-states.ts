/** What the gates do now. */
import type { GateMode } from "@saunter/commerce/shop/events";
import type { GATE } from "@saunter/protocol/http/gate-schemas";
import type { Static } from "typebox";
import type { Shop } from "../../domain/shop-context.ts";
import { prepared } from "../../store/prepared.ts";

type GateState = Static<typeof GATE>;

/** All gates, in the order of the configuration. */
export function listGates({ store, settings, nowMs }: Shop): GateState[] {
  const sinceMs = nowMs() - settings.entry.bindWithinMs;
  const modes = new Map(
    prepared(store.db, "SELECT gate_id, mode FROM gates")
      .all()
      .map((row) => [row.gate_id as string, row.mode as GateMode]),
  );
  const remaining = new Map(
    prepared(
      store.db,
      `SELECT gate_id, sum(party_size - bound) AS remaining FROM visits
         WHERE status = 'open' AND bound < party_size AND opened_ms >= ? GROUP BY gate_id`,
    )
      .all(sinceMs)
      .map((row) => [row.gate_id as string, row.remaining as number]),
  );
  return settings.gateIds.map((gateId) =>
    showGate({
      gateId,
      name: settings.gateNames.get(gateId) ?? gateId,
      leadsIn: !settings.outGateIds.includes(gateId),
      mode: modes.get(gateId) ?? "automatic",
      remaining: remaining.get(gateId) ?? 0,
    }),
  );
}

function showGate(gate: Omit<GateState, "state">): GateState {
  if (gate.mode !== "automatic") return { ...gate, state: gate.mode };
  return { ...gate, state: gate.remaining > 0 ? "admitting" : "idle" };
}

/** Whether anybody can come in: a shop is closed by its gates. */
export function isOpen(shop: Shop): boolean {
  return listGates(shop).some(({ leadsIn, mode }) => leadsIn && mode !== "closed");
}
