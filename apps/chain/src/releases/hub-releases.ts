/** Releases of Saunter at the hub: shops fetch those that the chain wants them to run. */
import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { type JetStreamManager, jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import {
  decodeReleaseHead,
  RELEASE_HEAD_BYTES_MAX,
  RELEASE_PART_BYTES,
  type ReleaseFacts,
} from "@saunter/protocol/chain/release-messages";
import {
  nameReleaseHead,
  nameReleasePart,
  nameReleaseSubjects,
  RELEASE_HEADS,
  RELEASE_STREAM,
} from "@saunter/protocol/chain/subjects";

export interface HubReleases {
  /**
   * Puts a release there: its parts first, so that whoever finds its head finds them. One that is there stays as it is.
   *
   * @param path of a file that `packRelease` has made
   * @returns whether it is new there
   */
  publish(
    path: string,
    onProgress: (share: number) => void,
  ): Promise<{ facts: ReleaseFacts; isNew: boolean }>;
  /** By version. */
  list(): Promise<ReleaseFacts[]>;
  /** False where there is none. */
  remove(version: string, platform: string): Promise<boolean>;
}

export function openHubReleases(
  connection: NatsConnection,
  manager: JetStreamManager,
): HubReleases {
  const stream = jetstream(connection);
  const readHead = async (subject: string): Promise<string | null> =>
    (await manager.streams.getMessage(RELEASE_STREAM, { last_by_subj: subject }))?.string() ?? null;

  async function publishParts(
    path: string,
    start: number,
    {
      facts: { platform, version },
      onProgress,
    }: { facts: ReleaseFacts; onProgress: (share: number) => void },
  ): Promise<void> {
    const whole = statSync(path).size - start;
    const file = await open(path, "r");
    try {
      for (let part = 0; part * RELEASE_PART_BYTES < whole; part++) {
        const at = part * RELEASE_PART_BYTES;
        const bytes = Buffer.alloc(Math.min(RELEASE_PART_BYTES, whole - at));
        await file.read(bytes, 0, bytes.length, start + at);
        await stream.publish(nameReleasePart(version, platform, part), bytes);
        onProgress((at + bytes.length) / whole);
      }
    } finally {
      await file.close();
    }
  }

  return {
    publish: async (path, onProgress) => {
      const { facts, start, text } = await readReleaseFile(path);
      const { platform, version } = facts;
      const subject = nameReleaseHead(version, platform);
      const there = await readHead(subject);
      if (there === text) return { facts, isNew: false };
      if (there !== null) {
        throw new Error(
          `another release ${version} for ${platform} is at the hub: give this one a version of its own`,
        );
      }
      await publishParts(path, start, { facts, onProgress });
      // Whoever publishes another one of the same version at the same time is refused.
      await stream.publish(subject, text, { expect: { lastSubjectSequence: 0 } });
      return { facts, isNew: true };
    },
    list: async () => {
      const filter = { subjects_filter: RELEASE_HEADS };
      const { state } = await manager.streams.info(RELEASE_STREAM, filter);
      const heads = await Promise.all(
        Object.keys(state.subjects ?? {})
          .toSorted()
          .map(readHead),
      );
      return heads
        .map((text) => decodeReleaseHead(text ?? "")?.facts)
        .filter((facts) => facts !== undefined)
        .toSorted((one, other) =>
          one.version.localeCompare(other.version, "en", { numeric: true }),
        );
    },
    remove: async (version, platform) => {
      const there = await readHead(nameReleaseHead(version, platform));
      // The head first: nobody begins with what is being removed.
      await manager.streams.purge(RELEASE_STREAM, { filter: nameReleaseHead(version, platform) });
      await manager.streams.purge(RELEASE_STREAM, {
        filter: nameReleaseSubjects(version, platform),
      });
      return there !== null;
    },
  };
}

/** Throws where a file is no release, or damaged. */
async function readReleaseFile(
  path: string,
): Promise<{ facts: ReleaseFacts; text: string; start: number }> {
  const file = await open(path, "r");
  const { buffer, bytesRead } = await file
    .read(Buffer.alloc(RELEASE_HEAD_BYTES_MAX))
    .finally(() => file.close());
  const text = buffer.toString("utf8", 0, bytesRead).split("\n", 1)[0]!;
  const head = decodeReleaseHead(text);
  if (head === null)
    throw new Error(`${path} is no release: \`saunter-chain release pack\` makes one`);
  const start = Buffer.byteLength(text) + 1;
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path, { start })) hash.update(piece as Buffer);
  if (hash.digest("base64url") !== head.facts.hash) throw new Error(`${path} is damaged`);
  return { facts: head.facts, text, start };
}
