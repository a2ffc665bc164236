/**
 * Gets what the chain says the shop is to be: its manifest, and the contents that the shop lacks. The hub has the
 * last of each, so nothing is missed while the line is away.
 */
import type { KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import {
  CONTENT_BYTES_MAX,
  decodeManifest,
  type ManifestEntry,
} from "@saunter/protocol/chain/down-messages";
import { nameContentSubject } from "@saunter/protocol/chain/subjects";
import { type ManifestTimes, verifyManifest } from "@saunter/server/signatures/chain-signatures";
import type { Store } from "../store/store.ts";
import type { HubLine, SentManifest } from "./hub-line.ts";
import {
  hasContent,
  hashContent,
  readManifest,
  writeContent,
  writeManifest,
} from "./keep-contents.ts";

export interface DownFetcherOptions {
  readonly store: Pick<Store, "db" | "transact">;
  readonly line: Pick<HubLine, "readLast" | "readManifest">;
  readonly shopId: string;
  /** The chain's; null: manifests are taken unsigned, as from chains of an earlier version. */
  readonly key: KeyObject | null;
  readonly nowMs: () => number;
}

export interface DownFetcher {
  /**
   * Resolves when the shop has all that the hub has for it, or knows why not.
   * @param said the manifest as it came just now; null or left out: the hub is asked for its last
   */
  fetch(said?: SentManifest | null): Promise<void>;
  /** Why something could not be fetched, in words; null where all is there. */
  fault(): string | null;
  /** Manifests that the chain did not send as they came, since the start; null: none. */
  forged(): ForgedManifests | null;
}

/** Revisions are times. One that is further ahead of now, and of the one before it, leaves no room for those after it. */
const REVISION_AHEAD_MS_MAX = 86_400_000;

export interface ForgedManifests {
  readonly count: number;
  /** What is wrong with the last one. */
  readonly fault: string;
}

/** Not what the chain has sent. */
class ForgedError extends Error {}

const unzip = promisify(gunzip);

export function createDownFetcher(options: DownFetcherOptions): DownFetcher {
  const { store, line, shopId, key, nowMs } = options;
  let fault: string | null = null;
  let forged: ForgedManifests | null = null;
  let running: Promise<void> | null = null;

  async function fetchManifest(said: SentManifest | null): Promise<void> {
    const message = said ?? (await line.readManifest());
    if (message === null) return;
    const times = verify(message);
    const manifest = decodeManifest(new TextDecoder().decode(message.text));
    if (manifest === null) throw new Error("the chain's manifest is none");
    const known = readManifest(store, shopId);
    // A manifest that was kept unsigned may have come from anyone.
    const isComparable = known !== null && (times === null || known.isSigned === true);
    if (times !== null) {
      // The chain's clock may be behind what it has said before.
      const latestMs = isComparable ? Math.max(known.revision, times.issuedMs) : times.issuedMs;
      if (manifest.revision > latestMs + REVISION_AHEAD_MS_MAX) {
        throw new ForgedError(
          `the manifest's revision, ${manifest.revision}, leaves no room for later ones`,
        );
      }
    }
    if (isComparable && manifest.revision < known.revision) {
      throw new ForgedError(
        `the hub has manifest ${manifest.revision} of the chain, which is older than the shop's, ${known.revision}`,
      );
    }
    if (isComparable && manifest.revision === known.revision) return;
    const isSigned = times !== null;
    await store.transact((tx) => writeManifest(tx, shopId, { ...manifest, isSigned }));
  }

  /** Null if the shop does not have the chain's key. Throws `ForgedError`. */
  function verify({ text, signature }: SentManifest): ManifestTimes | null {
    if (key === null) return null;
    const times = signature === null ? null : verifyManifest(key, shopId, text, signature);
    if (times === null) throw new ForgedError("the manifest at the hub is not signed by the chain");
    if (times.expiresMs < nowMs()) {
      throw new ForgedError(
        "the manifest at the hub has expired: it is an old one, or the shop's clock is wrong",
      );
    }
    return times;
  }

  async function fetchContent({ kind, hash, parts }: ManifestEntry): Promise<void> {
    const pieces: Uint8Array[] = [];
    for (let part = 0; part < parts; part++) {
      const piece = await line.readLast(nameContentSubject(shopId, hash, part));
      if (piece === null) throw new Error(`the hub has not all parts of the ${kind}`);
      pieces.push(piece);
    }
    const packed = Buffer.concat(pieces);
    const text = (await unzip(packed, { maxOutputLength: CONTENT_BYTES_MAX })).toString("utf8");
    if (hashContent(text) !== hash)
      throw new Error(`the ${kind} at the hub are not what they should be`);
    await store.transact((tx) => writeContent(tx, hash, text));
  }

  async function fetchAll(said: SentManifest | null): Promise<void> {
    fault = null;
    try {
      await fetchManifest(said);
    } catch (error) {
      fault = describe(error);
      if (error instanceof ForgedError) forged = { count: (forged?.count ?? 0) + 1, fault };
    }
    for (const entry of readManifest(store, shopId)?.entries ?? []) {
      if (hasContent(store, entry.hash)) continue;
      try {
        await fetchContent(entry);
      } catch (error) {
        // What else is there is fetched all the same.
        fault ??= describe(error);
      }
    }
  }

  return {
    fault: () => fault,
    forged: () => forged,
    fetch: async (said = null) => {
      // What has come since the one before looked is for the next.
      while (running !== null) await running;
      running = fetchAll(said);
      try {
        await running;
      } finally {
        running = null;
      }
    },
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
