/** Which versions of the chain are in force, and which were refused, as the journal has it. */
import type { ChainVersion } from "@saunter/commerce/shop/events";
import { type DownKind, decodeContent } from "@saunter/protocol/chain/down-messages";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { readManifest, readText } from "./keep-contents.ts";

type Reader = Pick<Transaction, "db">;

export interface KnownVersion extends ChainVersion {
  readonly outcome: "applied" | "refused";
  /** In words; null where it is in force. */
  readonly reason: string | null;
  readonly atMs: number;
}

export function listKnown({ db }: Reader): KnownVersion[] {
  return prepared(db, "SELECT * FROM chain_versions ORDER BY kind, outcome")
    .all()
    .map((row) => ({
      kind: row.kind as string,
      outcome: row.outcome as KnownVersion["outcome"],
      version: row.version as number,
      hash: row.hash as string,
      effectiveMs: row.effective_ms as number,
      reason: row.reason as string | null,
      atMs: row.at_ms as number,
    }));
}

export function isSameVersion(
  one: Pick<ChainVersion, "kind" | "version" | "hash">,
  other: Pick<ChainVersion, "kind" | "version" | "hash">,
): boolean {
  return one.kind === other.kind && one.version === other.version && one.hash === other.hash;
}

/** What is in force of a kind; nothing where the chain has decided nothing, or the disk has lost it. */
export function readItems(reader: Reader, kind: DownKind): Readonly<Record<string, unknown>> {
  const known = listKnown(reader).find(
    ({ kind: known, outcome }) => known === kind && outcome === "applied",
  );
  if (known === undefined) return {};
  return decodeContent(readText(reader, known.hash) ?? "")?.items ?? {};
}

/** Saunter's version that the shop is to run; null where the chain has not decided. */
export function findWantedSoftware(reader: Reader): string | null {
  return findVersion(readItems(reader, "software"));
}

/** That, and those that it is to run later. */
export function listWantedSoftware(reader: Reader, shopId: string): string[] {
  const entries = readManifest(reader, shopId)?.entries ?? [];
  const coming = entries
    .filter(({ kind }) => kind === "software")
    .map(({ hash }) => findVersion(decodeContent(readText(reader, hash) ?? "")?.items ?? {}));
  return [findWantedSoftware(reader), ...coming].filter((version) => version !== null);
}

function findVersion({ version }: Readonly<Record<string, unknown>>): string | null {
  return typeof version === "string" ? version : null;
}
