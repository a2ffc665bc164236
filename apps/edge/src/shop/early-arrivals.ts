/**
 * At which gate people were first seen who are bound to no visit yet. Kept in memory alone: after a
 * start nobody is bound late who came before it, and staff are told of them.
 */
import type { DatabaseSync } from "node:sqlite";

/** So many wait at gates at most; who came first is forgotten first. */
export const EARLY_MAX = 200;

const gates = new WeakMap<DatabaseSync, Map<string, string>>();

export function noteGateOf(db: DatabaseSync, shopperId: string, gateId: string): void {
  const known = gates.get(db) ?? new Map<string, string>();
  gates.set(db, known);
  known.set(shopperId, gateId);
  if (known.size <= EARLY_MAX) return;
  const [oldest] = known.keys();
  known.delete(oldest!);
}

/** Null where it is not known. */
export function findGateOf(db: DatabaseSync, shopperId: string): string | null {
  return gates.get(db)?.get(shopperId) ?? null;
}
