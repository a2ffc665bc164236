/** What the hub keeps of messages: transport, not truth. Shops and the chain's database have that. */
import { type JetStreamManager, StorageType } from "@nats-io/jetstream";
import {
  COPY_STREAM,
  DOWN_STREAM,
  listUpSubjects,
  nameUpStream,
} from "@saunter/protocol/chain/subjects";

const NS_PER_S = 1e9;
const NS_PER_DAY = 86_400 * NS_PER_S;
/** A chain that was away this long asks shops for what it missed. */
const UP_KEPT_DAYS = 14;
/** A row that is sent again within this is not there twice. */
const SAME_WITHIN_S = 120;

export interface HubOptions {
  /** Servers of the hub that have each message: 3, or 1 on one machine. */
  readonly replicas: number;
  readonly shards: number;
}

/** Makes the streams, or brings those that are there up to date. */
export async function makeHubStreams(
  manager: JetStreamManager,
  { replicas, shards }: HubOptions,
): Promise<void> {
  const there = new Set<string>();
  for await (const name of manager.streams.names()) there.add(name);
  const kept = { num_replicas: replicas, storage: StorageType.File, allow_direct: true };
  for (let shard = 0; shard < shards; shard++) {
    await makeStream(nameUpStream(shard), {
      ...kept,
      subjects: listUpSubjects(shard),
      max_age: UP_KEPT_DAYS * NS_PER_DAY,
      duplicate_window: SAME_WITHIN_S * NS_PER_S,
    });
  }
  // The last message of each subject: what each shop is to be.
  await makeStream(DOWN_STREAM, { ...kept, subjects: ["down.>"], max_msgs_per_subject: 1 });
  // What shops need besides their journals, sealed by them.
  await makeStream(COPY_STREAM, { ...kept, subjects: ["copy.>"], max_msgs_per_subject: 1 });

  async function makeStream(name: string, settings: StreamSettings): Promise<void> {
    if (there.has(name)) await manager.streams.update(name, settings);
    else await manager.streams.add({ name, ...settings } as never);
  }
}

type StreamSettings = Parameters<JetStreamManager["streams"]["update"]>[1];
