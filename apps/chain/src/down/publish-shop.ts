/** Puts on the hub what a shop is to be: contents first, so that whoever has the manifest finds them. */
import type { KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type JetStreamManager, jetstream } from "@nats-io/jetstream";
import { headers, type NatsConnection } from "@nats-io/transport-node";
import {
  decodeManifest,
  type Manifest,
  type ManifestEntry,
  PART_BYTES_MAX,
} from "@saunter/protocol/chain/down-messages";
import {
  DOWN_STREAM,
  nameContentSubject,
  nameContentSubjects,
  nameManifestSubject,
} from "@saunter/protocol/chain/subjects";
import {
  readManifestTimes,
  SIGNATURE_HEADER,
  signManifest,
} from "@saunter/server/signatures/chain-signatures";

const zip = promisify(gzip);

/** A content as it travels. */
export interface PackedContent {
  readonly hash: string;
  readonly parts: readonly Uint8Array[];
}

export async function packContent(text: string, hash: string): Promise<PackedContent> {
  const bytes = await zip(text);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += PART_BYTES_MAX) {
    parts.push(bytes.subarray(at, at + PART_BYTES_MAX));
  }
  return { hash, parts };
}

export const listContentSubjects = (
  shopId: string,
  { hash, parts }: Pick<ManifestEntry, "hash" | "parts">,
): string[] => Array.from({ length: parts }, (_, part) => nameContentSubject(shopId, hash, part));

export interface DownHub {
  putContent(shopId: string, content: PackedContent): Promise<void>;
  putManifest(shopId: string, manifest: Manifest): Promise<void>;
  /** Null where the hub has none that can be read. */
  readManifest(shopId: string): Promise<ManifestAtHub | null>;
  /** Subjects of contents that the hub has of all shops, or of one. */
  listContents(shopId?: string): Promise<Set<string>>;
  /** What nobody fetches any more. */
  remove(subject: string): Promise<void>;
}

export interface ManifestAtHub extends Manifest {
  /** Until when shops take it; null: it is not signed, by a chain of an earlier version. */
  readonly expiresMs: number | null;
}

/** Shops take no manifest that was signed longer ago, by their clocks; the chain signs it again in half that time. */
export const MANIFEST_LIFE_MS = 45 * 86_400_000;

export interface DownHubOptions {
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  /** Signs manifests, and with their hashes what they name. */
  readonly key: KeyObject;
  readonly nowMs: () => number;
}

export function openDownHub({ connection, key, manager, nowMs }: DownHubOptions): DownHub {
  const stream = jetstream(connection);
  return {
    putContent: async (shopId, { hash, parts }) => {
      for (const [part, bytes] of parts.entries()) {
        await stream.publish(nameContentSubject(shopId, hash, part), bytes);
      }
    },
    putManifest: async (shopId, manifest) => {
      const text = new TextEncoder().encode(JSON.stringify(manifest));
      const issuedMs = nowMs();
      const times = { issuedMs, expiresMs: issuedMs + MANIFEST_LIFE_MS };
      const named = headers();
      named.set(SIGNATURE_HEADER, signManifest(key, shopId, text, times));
      await stream.publish(nameManifestSubject(shopId), text, { headers: named });
    },
    readManifest: async (shopId) => {
      const last = { last_by_subj: nameManifestSubject(shopId) };
      const message = await manager.streams.getMessage(DOWN_STREAM, last);
      const manifest = message === null ? null : decodeManifest(message.string());
      if (manifest === null) return null;
      const signature = message?.header.get(SIGNATURE_HEADER) ?? "";
      return { ...manifest, expiresMs: readManifestTimes(signature)?.expiresMs ?? null };
    },
    listContents: async (shopId) => {
      const filter = shopId === undefined ? "down.>" : nameContentSubjects(shopId);
      const { state } = await manager.streams.info(DOWN_STREAM, { subjects_filter: filter });
      return new Set(Object.keys(state.subjects ?? {}));
    },
    remove: async (subject) => {
      await manager.streams.purge(DOWN_STREAM, { filter: subject });
    },
  };
}
