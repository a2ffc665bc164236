/** What the hub keeps of messages: transport, not truth. Shops and the chain's database have that. */
import { setTimeout as wait } from "node:timers/promises";
import {
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  StorageType,
} from "@nats-io/jetstream";
import { PART_BYTES_MAX } from "@saunter/protocol/chain/down-messages";
import {
  COPY_STREAM,
  DOWN_STREAM,
  listUpSubjects,
  nameUpStream,
  RELEASE_STREAM,
} from "@saunter/protocol/chain/subjects";

const NS_PER_S = 1e9;
const NS_PER_DAY = 86_400 * NS_PER_S;
/** So long the hub keeps what shops sent; a chain that was away for longer asks shops for what it missed. */
export const KEPT_DAYS = 14;
/** 15 million events: shops that flood the hub do not fill its servers' disks. */
export const KEPT_GB = 8;
/** Some twenty releases of a hundred megabytes. */
const RELEASES_GB_MAX = 2;
/** A row that is sent again within this is not there twice. */
const SAME_WITHIN_S = 120;
/** A part of a shop's copy, with what NATS needs of it. */
const COPY_MESSAGE_BYTES_MAX = PART_BYTES_MAX + 4096;

export interface HubOptions {
  /** Servers of the hub that have each message: 3, or 1 on one machine. */
  readonly replicas: number;
  readonly shards: number;
  /** Of what shops sent; 14 where it is not said. */
  readonly keptDays?: number;
  /** Of all shops; what is older goes when it is full. Without it the servers' own bound holds. */
  readonly keptGb?: number;
}

/** JetStream's codes of a stream that the servers' disks have no room for. */
const NO_ROOM = new Set([10_023, 10_047]);
const BYTES_PER_GB = 1e9;
/** JetStream's code while servers of a starting hub have not found each other. */
const NO_PEERS = 10_005;
/** Servers that need longer let the start fail: the process is started again. */
const PEERS_WITHIN_MS = 5000;
const PEERS_EVERY_MS = 500;

/** Makes the streams, or brings those that are there up to date. */
export async function makeHubStreams(
  manager: JetStreamManager,
  { keptDays = KEPT_DAYS, keptGb, replicas, shards }: HubOptions,
): Promise<void> {
  const there = new Set<string>();
  for await (const name of manager.streams.names()) there.add(name);
  const kept = { num_replicas: replicas, storage: StorageType.File, allow_direct: true };
  for (let shard = 0; shard < shards; shard++) {
    await makeStream(nameUpStream(shard), {
      ...kept,
      subjects: listUpSubjects(shard),
      max_age: keptDays * NS_PER_DAY,
      duplicate_window: SAME_WITHIN_S * NS_PER_S,
      max_bytes: keptGb === undefined ? -1 : Math.floor((keptGb * BYTES_PER_GB) / shards),
    }).catch(explainNoRoom(`the hub's disks have no room for ${keptGb} GB: set hub.keptGb`));
  }
  // The last message of each subject: what each shop is to be.
  await makeStream(DOWN_STREAM, { ...kept, subjects: ["down.>"], max_msgs_per_subject: 1 });
  // What shops need besides their journals, sealed by them.
  await makeStream(COPY_STREAM, {
    ...{ ...kept, subjects: ["copy.>"], max_msgs_per_subject: 1 },
    max_msg_size: COPY_MESSAGE_BYTES_MAX,
  });

  // Programs for all shops. A full one takes no more: what is there is not lost for a newer one.
  await makeStream(RELEASE_STREAM, {
    ...kept,
    subjects: ["release.>"],
    max_msgs_per_subject: 1,
    discard: DiscardPolicy.New,
    max_bytes: RELEASES_GB_MAX * BYTES_PER_GB,
  }).catch(explainNoRoom(`the hub's disks have no room for ${RELEASES_GB_MAX} GB of releases`));

  async function makeStream(name: string, settings: StreamSettings): Promise<void> {
    if (there.has(name)) await manager.streams.update(name, settings);
    else await withPeers(() => manager.streams.add({ name, ...settings } as never));
  }
}

function explainNoRoom(message: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof JetStreamApiError && NO_ROOM.has(error.code))) throw error;
    throw new Error(message, { cause: error });
  };
}

/** Tries again while the hub's servers have not found each other. */
async function withPeers(add: () => Promise<unknown>): Promise<void> {
  const endMs = performance.now() + PEERS_WITHIN_MS;
  for (;;) {
    try {
      await add();
      return;
    } catch (error) {
      const isEarly = error instanceof JetStreamApiError && error.code === NO_PEERS;
      if (!isEarly || performance.now() > endMs) throw error;
    }
    await wait(PEERS_EVERY_MS);
  }
}

type StreamSettings = Parameters<JetStreamManager["streams"]["update"]>[1];
