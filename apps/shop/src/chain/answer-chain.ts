/** What the chain may ask of a shop. */
import { ROWS_REQUEST, type ShopState } from "@saunter/protocol/chain/ask-messages";
import { LAYOUT_REQUEST, type ShopLayout } from "@saunter/protocol/chain/shop-layout";
import { Check } from "typebox/value";
import type { Store } from "../store/store.ts";
import type { AnswerChain } from "./hub-line.ts";
import { type AnswerPool, POOL_PREFIX } from "./pool-answers.ts";
import type { UpSender } from "./send-up.ts";

export interface ChainAnswersOptions {
  readonly store: Pick<Store, "position" | "readRowsFrom">;
  readonly sender: UpSender;
  readonly nowMs: () => number;
  readonly makeId: () => string;
  readonly version: string;
  /** Of reviews; null: it answers nothing of them. */
  readonly answerPool: AnswerPool | null;
  /** Of the last manifest that the shop has; null: it has none. */
  readonly readRevision?: () => number | null;
  /** Receipts that wait for the signing device; null where the shop has none. */
  readonly countUnsigned: (() => number) | null;
  /** What the shop is built of, with these products besides those that stand somewhere. */
  readonly describeLayout?: (gtins: readonly string[]) => ShopLayout;
}

/** Rejects what it does not know, in words. */
export function createChainAnswers(options: ChainAnswersOptions): AnswerChain {
  const { store, sender, nowMs, makeId, version, answerPool, countUnsigned } = options;
  const { describeLayout, readRevision = () => null } = options;
  return async (what, body) => {
    if (answerPool !== null && what.startsWith(POOL_PREFIX)) {
      return answerPool(what.slice(POOL_PREFIX.length), body);
    }
    switch (what) {
      case "state": {
        const position = store.position();
        const [last] = store.readRowsFrom(position, 1);
        const state: ShopState = {
          ...{ position, version },
          sent: sender.report().sent,
          hash: last?.[6] ?? "",
          nowMs: nowMs(),
          revision: readRevision(),
          reviewers: answerPool !== null,
          ...(countUnsigned === null ? {} : { unsigned: countUnsigned() }),
        };
        return state;
      }
      case "rows": {
        if (!Check(ROWS_REQUEST, body)) throw new Error("`after` must be a row's position");
        await sender.sendAgain(body.after, makeId());
        return null;
      }
      case "layout": {
        if (describeLayout === undefined) throw new Error("this shop has no shelves to describe");
        if (!Check(LAYOUT_REQUEST, body)) throw new Error("`gtins` must be a list of GTINs");
        return describeLayout(body.gtins);
      }
      default:
        throw new Error("nothing of this name can be asked");
    }
  };
}
