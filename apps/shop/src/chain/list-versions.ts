/** What the chain has decided, and what the shop has made of it. */
import type { GET_CHAIN } from "@saunter/protocol/http/chain-routes";
import type { Static } from "typebox";
import type { Transaction } from "../store/transaction.ts";
import { isSameVersion, listKnown } from "./chain-versions.ts";
import { readManifest } from "./keep-contents.ts";

type ChainView = NonNullable<Static<(typeof GET_CHAIN)["answers"][200]["schema"]>["chain"]>;
export type VersionView = ChainView["versions"][number];

/** By kind: what is in force, what was refused, and what is to come. */
export function listVersions(
  reader: Pick<Transaction, "db">,
  shopId: string,
  nowMs: number,
): VersionView[] {
  const known = listKnown(reader);
  const decided = known.map(
    ({ kind, version, outcome, effectiveMs, atMs, reason }): VersionView => ({
      ...{ kind, version, effectiveMs, reason },
      state: outcome === "applied" ? "in-force" : "refused",
      decidedMs: atMs,
    }),
  );
  const open = (readManifest(reader, shopId)?.entries ?? [])
    .filter((entry) => !known.some((one) => isSameVersion(one, entry)))
    .map(
      ({ kind, version, effectiveMs }): VersionView => ({
        ...{ kind, version, effectiveMs, reason: null, decidedMs: null },
        state: effectiveMs > nowMs ? "scheduled" : "waiting",
      }),
    );
  const order = ({ kind, effectiveMs }: VersionView): string =>
    `${kind} ${String(effectiveMs).padStart(16, "0")}`;
  return [...decided, ...open].toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}
