/** How the hub is, as the chain's process finds it. */
import type { JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";

/** Since when the hub has not been reached; null: it is. */
export function watchHub(connection: NatsConnection, nowMs: () => number): () => number | null {
  let sinceMs: number | null = null;
  void (async () => {
    for await (const { type } of connection.status()) {
      if (type === "disconnect") sinceMs ??= nowMs();
      if (type === "reconnect") sinceMs = null;
    }
  })();
  return () => sinceMs;
}

/** What the hub has kept, how much it may keep, and which of its servers are away. */
export async function readHubRoom(manager: JetStreamManager) {
  const { limits, storage } = await manager.getAccountInfo();
  const missing = new Set<string>();
  for await (const { cluster } of manager.streams.list()) {
    for (const { name, offline } of cluster?.replicas ?? [])
      if (offline === true) missing.add(name);
  }
  const { max_storage: bytesMax } = limits;
  return {
    usedBytes: storage,
    bytesMax: bytesMax > 0 ? bytesMax : null,
    missing: [...missing].toSorted(),
  };
}
