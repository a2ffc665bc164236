/**
 * What was decided and has no answer from the shop yet, kept in this browser: a page that is loaded
 * again, or a tab that is opened again, sends it. Each has its idempotency key, so that what did arrive
 * is not done twice.
 */
import type { Choice } from "./review-types.ts";

export interface Unsent {
  readonly key: string;
  readonly reviewId: string;
  /** Whose decision it is: nobody else's page sends it. */
  readonly reviewerId: string;
  /** Null: the decision before it is taken back. */
  readonly choice: Choice | null;
}

export interface UnsentStore {
  keep(one: Unsent): void;
  /** The shop has answered. */
  drop(key: string): void;
  /** It was not sent, and is for a page to come, or for this one later. */
  letGo(key: string): void;
  /** What an earlier page has left, in order; from then on this page sends it. */
  take(reviewerId: string): readonly Unsent[];
}

type Kept = Unsent & { readonly order: number };
type Items = Pick<Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">;

const PREFIX = "saunter.unsent.";

export function createUnsentStore(storage: Items): UnsentStore {
  /** What this page is about to send: to be taken by no other part of it. */
  const own = new Set<string>();
  const list = (): Kept[] => {
    const names = Array.from({ length: storage.length }, (_, at) => storage.key(at)!);
    return names
      .filter((name) => name.startsWith(PREFIX))
      .map((name) => JSON.parse(storage.getItem(name)!) as Kept)
      .sort((a, b) => a.order - b.order);
  };
  return {
    keep: (one) => {
      own.add(one.key);
      const order = (list().at(-1)?.order ?? 0) + 1;
      storage.setItem(PREFIX + one.key, JSON.stringify({ ...one, order } satisfies Kept));
    },
    drop: (key) => {
      own.delete(key);
      storage.removeItem(PREFIX + key);
    },
    letGo: (key) => void own.delete(key),
    take: (reviewerId) => {
      const left = list().filter((one) => one.reviewerId === reviewerId && !own.has(one.key));
      for (const { key } of left) own.add(key);
      return left.map(({ order: _, ...one }) => one);
    },
  };
}
