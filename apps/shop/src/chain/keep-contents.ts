/** What the chain has said last, and the contents that it names, on the shop's disk. */
import { hash } from "node:crypto";
import { decodeManifest, type Manifest } from "@saunter/protocol/chain/down-messages";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";

export const DOWN_SCHEMA = `
  CREATE TABLE IF NOT EXISTS chain_manifests (
    shop_id TEXT PRIMARY KEY,
    manifest TEXT NOT NULL
  ) STRICT;
  -- By the hash of what they say.
  CREATE TABLE IF NOT EXISTS chain_contents (
    hash TEXT PRIMARY KEY,
    content TEXT NOT NULL
  ) STRICT;
`;

type Reader = Pick<Transaction, "db">;

/** Null where the chain has said nothing yet. */
export function readManifest({ db }: Reader, shopId: string): KeptManifest | null {
  const row = prepared(db, "SELECT manifest FROM chain_manifests WHERE shop_id = ?").get(shopId);
  return row === undefined ? null : decodeManifest(row.manifest as string);
}

export interface KeptManifest extends Manifest {
  /** Whether the chain's signature was checked as it came. */
  readonly isSigned?: boolean;
}

/** Contents that neither it names nor is in force are forgotten. */
export function writeManifest({ db }: Reader, shopId: string, manifest: KeptManifest): void {
  const sql = "INSERT OR REPLACE INTO chain_manifests VALUES (?, ?)";
  prepared(db, sql).run(shopId, JSON.stringify(manifest));
  const named = JSON.stringify(manifest.entries.map((entry) => entry.hash));
  prepared(
    db,
    `DELETE FROM chain_contents WHERE hash NOT IN (SELECT value FROM json_each(?))
       AND hash NOT IN (SELECT hash FROM chain_versions WHERE outcome = 'applied')`,
  ).run(named);
}

export function hashContent(text: string): string {
  return hash("sha256", text, "base64url");
}

export function hasContent({ db }: Reader, wanted: string): boolean {
  return prepared(db, "SELECT 1 FROM chain_contents WHERE hash = ?").get(wanted) !== undefined;
}

/** @param text whose hash has been checked. */
export function writeContent({ db }: Reader, ofHash: string, text: string): void {
  prepared(db, "INSERT OR REPLACE INTO chain_contents VALUES (?, ?)").run(ofHash, text);
}

/** Null where it is not there, or the disk has damaged it. */
export function readText({ db }: Reader, wanted: string): string | null {
  const row = prepared(db, "SELECT content FROM chain_contents WHERE hash = ?").get(wanted);
  const text = (row?.content as string | undefined) ?? null;
  return text !== null && hashContent(text) === wanted ? text : null;
}

export function forgetContent({ db }: Reader, ofHash: string): void {
  prepared(db, "DELETE FROM chain_contents WHERE hash = ?").run(ofHash);
}
