import type { ReadonlySignal } from "@preact/signals";
import type { ConnectionState } from "@saunter/ui/live";

interface LiveFeed {
  readonly connection: ReadonlySignal<ConnectionState>;
  /** Why the shop has ended the stream; null while it goes on. */
  readonly cutOff: ReadonlySignal<string | null>;
}

/** Why what is shown is not of this moment; null where it is. */
export function wordLive(
  { connection, cutOff }: LiveFeed,
  words: { readonly tooMany: string; readonly lost: string },
): string | null {
  if (cutOff.value === "too-many") return words.tooMany;
  return connection.value === "lost" ? words.lost : null;
}
