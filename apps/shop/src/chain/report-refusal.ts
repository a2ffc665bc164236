/** Writes into the journal why a release that the chain wants was put back: the supervisor knows, and has no journal. */
import { STREAMS } from "../domain/shop-context.ts";
import type { Store } from "../store/store.ts";
import { findWantedSoftware, isSameVersion, listKnown } from "./chain-versions.ts";
import { findRefusal, removeRefusal } from "./release-state.ts";

/** Once, also after a kill between the two steps. */
export async function reportRefusal(
  store: Pick<Store, "db" | "transact">,
  folder: string,
): Promise<void> {
  const refusal = findRefusal(folder);
  if (refusal === null) return;
  await store.transact((tx) => {
    // The chain may want another one by now.
    if (findWantedSoftware(tx) !== refusal.version) return;
    const known = listKnown(tx).filter(({ kind }) => kind === "software");
    const applied = known.find(({ outcome }) => outcome === "applied");
    if (applied === undefined) return;
    const { kind, version, hash, effectiveMs } = applied;
    const isThere = known.some(
      (one) =>
        one.outcome === "refused" && isSameVersion(one, applied) && one.reason === refusal.reason,
    );
    if (isThere) return;
    const { reason } = refusal;
    const event = {
      type: "ChainVersionRefused",
      kind,
      version,
      hash,
      effectiveMs,
      reason,
    } as const;
    tx.append("shop", STREAMS.chain, [event]);
  });
  removeRefusal(folder);
}
