/**
 * What becomes of whoever stands at a gate, for the display there and for their phone. It is known for
 * some seconds and kept nowhere.
 */
import type { RefusalCode } from "@saunter/commerce/refusal";

export interface GateNews {
  /** The bank is being asked; the entry was refused; or they were admitted. */
  readonly kind: "asking" | "refused" | "admitted";
  readonly gateId: string;
  /** Null where it is not known who it was, or no customer. */
  readonly customerId: string | null;
  /** Why it was refused; else null. */
  readonly code: RefusalCode | null;
  readonly atMs: number;
}

export interface GateNewsBoard {
  tell(news: GateNews): void;
  /** The last of a gate, or of a customer, within `NEWS_KEPT_MS`; null where there is none. */
  findLast(
    about: Pick<GateNews, "gateId"> | { customerId: string },
    nowMs: number,
  ): GateNews | null;
  /** Calls `listener` whenever something is told; returns what ends that. */
  listen(listener: () => void): () => void;
}

export const NEWS_KEPT_MS = 30_000;
/** News that are kept; the oldest makes room. */
export const NEWS_MAX = 200;

export function createGateNewsBoard(): GateNewsBoard {
  const all: GateNews[] = [];
  const listeners = new Set<() => void>();
  return {
    tell: (news) => {
      all.push(news);
      if (all.length > NEWS_MAX) all.shift();
      for (const listener of listeners) listener();
    },
    findLast: (about, nowMs) => {
      const [name, value] = Object.entries(about)[0] as [keyof GateNews, string];
      const last = all.findLast((news) => news[name] === value);
      return last !== undefined && nowMs - last.atMs <= NEWS_KEPT_MS ? last : null;
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
