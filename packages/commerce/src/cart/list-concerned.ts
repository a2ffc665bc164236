import type { Evidence } from "./events.ts";

/** Everybody whom some account of an interaction names. */
export function listConcerned(evidence: Evidence): Set<string> {
  const shoppers = new Set<string>();
  for (const { shopperId, giverId } of [evidence, ...evidence.candidates]) {
    if (shopperId !== null) shoppers.add(shopperId);
    if (giverId !== null) shoppers.add(giverId);
  }
  return shoppers;
}
