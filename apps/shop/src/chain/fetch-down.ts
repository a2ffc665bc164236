/**
 * Gets what the chain says the shop is to be: its manifest, and the contents that the shop lacks. The hub has the
 * last of each, so nothing is missed while the line is away.
 */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import {
  CONTENT_BYTES_MAX,
  decodeManifest,
  type ManifestEntry,
} from "@saunter/protocol/chain/down-messages";
import { nameContentSubject, nameManifestSubject } from "@saunter/protocol/chain/subjects";
import type { Store } from "../store/store.ts";
import type { HubLine } from "./hub-line.ts";
import {
  hasContent,
  hashContent,
  readManifest,
  writeContent,
  writeManifest,
} from "./keep-contents.ts";

export interface DownFetcherOptions {
  readonly store: Pick<Store, "db" | "transact">;
  readonly line: Pick<HubLine, "readLast">;
  readonly shopId: string;
}

export interface DownFetcher {
  /**
   * Resolves when the shop has all that the hub has for it, or knows why not.
   * @param said the manifest as it came just now; null or left out: the hub is asked for its last
   */
  fetch(said?: Uint8Array | null): Promise<void>;
  /** Why something could not be fetched, in words; null where all is there. */
  fault(): string | null;
}

const unzip = promisify(gunzip);

export function createDownFetcher({ store, line, shopId }: DownFetcherOptions): DownFetcher {
  let fault: string | null = null;
  let running: Promise<void> | null = null;

  async function fetchManifest(said: Uint8Array | null): Promise<void> {
    const message = said ?? (await line.readLast(nameManifestSubject(shopId)));
    if (message === null) return;
    const manifest = decodeManifest(new TextDecoder().decode(message));
    if (manifest === null) throw new Error("the chain's manifest is none");
    const known = readManifest(store, shopId);
    if (known !== null && manifest.revision <= known.revision) return;
    await store.transact((tx) => writeManifest(tx, shopId, manifest));
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

  async function fetchAll(said: Uint8Array | null): Promise<void> {
    fault = null;
    try {
      await fetchManifest(said);
    } catch (error) {
      fault = describe(error);
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
