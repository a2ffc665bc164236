/**
 * Asks each shop how far it is, and notes where rows have not come: such as those that a hub lost, or that
 * were taken into a database which is an older copy now.
 */
import {
  SHOP_STATE,
  type ShopState,
  type StateRequest,
} from "@saunter/protocol/chain/ask-messages";
import { Check } from "typebox/value";
import type { ChainDatabase } from "../database/open-database.ts";
import type { AskShop } from "../hub/ask-shop.ts";
import type { MissingRows } from "./missing-rows.ts";

export interface ShopWatchOptions {
  readonly db: ChainDatabase;
  readonly ask: AskShop;
  readonly nowMs: () => number;
  readonly missing: MissingRows;
}

export interface ShopWatch {
  /** Asks all shops once. To be called again and again. */
  look(): Promise<void>;
}

/** Shops that are asked at once: of a thousand that have not answered, each keeps one waiting for seconds. */
const ASKED_AT_ONCE_MAX = 500;

interface Said {
  readonly shopId: string;
  readonly state: ShopState;
  readonly atMs: number;
}

export function createShopWatch({ db, ask, missing, nowMs }: ShopWatchOptions): ShopWatch {
  const keep = gather<Said>((said) => writeStates(db, said));

  async function lookAt(shopId: string, head: number, revision: number): Promise<void> {
    const request: StateRequest = { revision };
    const state = await ask(shopId, "state", request).catch(() => null);
    if (!Check(SHOP_STATE, state)) return;
    await keep({ shopId, state, atMs: nowMs() });
    // It is noted again at the next look.
    if (state.sent > head) await missing.note(shopId, head).catch(() => null);
  }

  return {
    look: async () => {
      const heads = await db
        .selectFrom("up_heads as u")
        .leftJoin("down_manifests as m", (join) =>
          join.onRef("m.shop_id", "=", "u.shop_id").on("m.published_ms", "is not", null),
        )
        .select(["u.shop_id", "u.position", "m.revision"])
        .execute();
      const left = heads.values();
      const lookAtLeft = async (): Promise<void> => {
        for (const { shop_id, position, revision } of left) {
          await lookAt(shop_id, position, revision ?? 0);
        }
      };
      await Promise.all(Array.from({ length: ASKED_AT_ONCE_MAX }, lookAtLeft));
    },
  };
}

/** What comes while some are written is written together after them. */
function gather<T>(write: (some: readonly T[]) => Promise<void>): (one: T) => Promise<void> {
  let waiting: T[] = [];
  let next: Promise<void> | null = null;
  let current: Promise<unknown> = Promise.resolve();
  return (one) => {
    waiting.push(one);
    next ??= current.then(() => {
      const some = waiting;
      waiting = [];
      next = null;
      const written = write(some);
      current = written.catch(() => {});
      return written;
    });
    return next;
  };
}

/**
 * Revisions are times, and one more each time that the clock has not moved. One beyond this was made up by whoever has
 * the shop's credentials: above it there would soon be no room, and the shop would never take anything again.
 */
export const REVISION_MAX = 2 ** 52;

/** Null where a shop has none, does not say, or says what no chain has told it. */
function findBelievable(revision: ShopState["revision"]): number | null {
  return revision === undefined || revision === null || revision > REVISION_MAX ? null : revision;
}

async function writeStates(db: ChainDatabase, said: readonly Said[]): Promise<void> {
  const values = said.map(({ shopId, state, atMs }) => ({
    shop_id: shopId,
    seen_ms: atMs,
    position: state.position,
    sent: state.sent,
    clock_ahead_ms: state.nowMs - atMs,
    version: state.version,
    revision: findBelievable(state.revision),
    unsigned: state.unsigned ?? null,
    has_reviewers: state.reviewers ?? false,
  }));
  await db
    .insertInto("shop_states")
    .values(values)
    .onConflict((conflict) =>
      conflict.column("shop_id").doUpdateSet(({ ref }) => ({
        seen_ms: ref("excluded.seen_ms"),
        position: ref("excluded.position"),
        sent: ref("excluded.sent"),
        clock_ahead_ms: ref("excluded.clock_ahead_ms"),
        version: ref("excluded.version"),
        revision: ref("excluded.revision"),
        unsigned: ref("excluded.unsigned"),
        has_reviewers: ref("excluded.has_reviewers"),
      })),
    )
    .execute();
}
