/** What happens because time goes on. Called often; does nothing where nothing is due. */
import { isTripShopper } from "@saunter/commerce/cart/smart-cart";
import { decideVisit } from "@saunter/commerce/visit/decide";
import type { Transaction } from "../store/transaction.ts";
import {
  bindByGuess,
  listClaimants,
  listLate,
  listTailgaters,
  warnOfTailgater,
} from "./binding-service.ts";
import { type DueItem, type DueWork, PLAINLY, takeSome } from "./due-work.ts";
import { abandonCharge, listUnopened } from "./entry-service.ts";
import {
  closeIfLeft,
  closeVisit,
  concludeCart,
  concludeIfReported,
  listUnconcluded,
  listVisitsLeft,
} from "./floor-service.ts";
import { settleReceipt } from "./receipt-service.ts";
import {
  lapseReview,
  listLapsed,
  listSettledDisputes,
  listSettledDrafts,
  settleReview,
} from "./review-service.ts";
import { decideInto, listIds, type Shop } from "./shop-context.ts";
import { recountUnseen } from "./unseen-service.ts";

/** A visit that nobody was seen for is over after this many times the time for coming in. */
const EMPTY_VISIT_FACTOR = 4;
/** Of one kind, done in one go: the rest follows a moment later, so that transactions stay short. */
export const DUE_AT_ONCE_MAX = 100;

interface Duty {
  readonly name: string;
  readonly what: string;
  readonly list: (tx: Transaction, shop: Shop) => Iterable<string>;
  readonly act: (tx: Transaction, shop: Shop, id: string) => void;
  /** Whether what is listed are visits. */
  readonly isOfVisits: boolean;
  /** Whether it settles what is paid: it waits while money is paused. */
  readonly isOfMoney?: boolean;
}

const DUTIES: readonly Duty[] = [
  {
    name: "late",
    what: "matching people to visit",
    isOfVisits: true,
    list: listLate,
    act: bindByGuess,
  },
  {
    name: "stranger",
    what: "alerting staff to person",
    isOfVisits: false,
    list: listTailgaters,
    act: warnOfTailgater,
  },
  {
    name: "left",
    what: "closing visit",
    isOfVisits: true,
    list: listVisitsLeft,
    act: closeIfLeft,
  },
  {
    name: "empty",
    what: "closing visit",
    isOfVisits: true,
    list: listEmptyVisits,
    act: closeEmptyVisit,
  },
  {
    name: "overdue",
    what: "concluding person",
    isOfVisits: false,
    list: listOverdue,
    act: concludeOverdue,
  },
  {
    name: "receipt",
    what: "concluding receipt",
    isOfVisits: true,
    list: listUnconcluded,
    act: concludeIfReported,
  },
  {
    name: "settled",
    what: "settling receipt",
    isOfVisits: true,
    isOfMoney: true,
    list: listSettledDrafts,
    act: settleReceipt,
  },
  {
    name: "dispute",
    what: "resolving the dispute of",
    isOfVisits: false,
    isOfMoney: true,
    list: listSettledDisputes,
    act: settleReview,
  },
  {
    name: "review",
    what: "settling review",
    isOfVisits: false,
    isOfMoney: true,
    list: listLapsed,
    act: lapseReview,
  },
];

export function keepTime(tx: Transaction, shop: Shop, work: DueWork = PLAINLY): void {
  const isMoneyPaused = shop.isMoneyPaused?.() ?? false;
  for (const { name, what, list, act, isOfVisits, isOfMoney = false } of DUTIES) {
    if (isOfMoney && isMoneyPaused) continue;
    const keyOf = (id: string): string => `${name}:${id}`;
    // Listed first: what is done changes what is listed.
    for (const id of takeSome(
      list(tx, shop),
      (one) => !work.isWaiting(keyOf(one)),
      DUE_AT_ONCE_MAX,
    )) {
      const item = { key: keyOf(id), what: `${what} ${id}`, visitId: isOfVisits ? id : null };
      work.perform(tx, item, () => act(tx, shop, id));
    }
  }
}

/** An entry through which nobody came: nothing is due, what is held is let go. */
function listEmptyVisits(tx: Transaction, shop: Shop): Iterable<string> {
  const beforeMs = tx.atMs - shop.settings.entry.bindWithinMs * EMPTY_VISIT_FACTOR;
  const sql = `SELECT visit_id AS id FROM visits
    WHERE status = 'open' AND bound = 0 AND opened_ms < ? ORDER BY opened_ms`;
  return listIds(tx, sql, beforeMs);
}

export function closeEmptyVisit(tx: Transaction, shop: Shop, visitId: string): void {
  const visit = tx.read("visit", visitId);
  // While staff are looking for whose entry it is, it is still there.
  if (visit.status !== "open" || listClaimants(tx, shop, visit).length > 0) return;
  closeVisit(tx, shop, visitId, "lost");
}

/** Whoever has left, and of whom the engine has not said the last word in time. */
function* listOverdue(tx: Transaction, shop: Shop): Iterable<string> {
  const { finalWithinMs, reviewWithinMs } = shop.settings.receipts;
  yield* listIds(
    tx,
    `SELECT shopper_id AS id FROM shoppers JOIN bindings USING (shopper_id)
       WHERE status = 'exited' AND exited_ms < ? ORDER BY exited_ms`,
    tx.atMs - finalWithinMs,
  );
  // Nobody saw them leave, as where sensors were started again, and staff closed their visit.
  yield* listIds(
    tx,
    `SELECT shopper_id AS id FROM receipts JOIN visits USING (visit_id)
       JOIN bindings USING (visit_id) JOIN shoppers USING (shopper_id)
       WHERE receipts.status = 'draft' AND drafted_ms < ? AND visits.status = 'closed'
       AND shoppers.status = 'inside'`,
    tx.atMs - reviewWithinMs,
  );
}

/** What the engine said last counts, and somebody checks it. */
function concludeOverdue(tx: Transaction, shop: Shop, shopperId: string): void {
  const { lines, probability } = tx.read("shopper", shopperId);
  const reasons = ["the engine did not conclude in time"];
  concludeCart(tx, shop, shopperId, {
    lines,
    probabilityExact: probability,
    needsReview: true,
    reasons,
    faults: reasons,
  });
}

interface TakenUp {
  readonly item: DueItem;
  readonly act: (tx: Transaction) => void;
}

/**
 * After a start: entries that were cut off are undone, and visits that go on are checked in the
 * end, as nobody saw what happened in between. Returns what is left to be done.
 */
export function takeUpAgain(
  tx: Transaction,
  work: DueWork = PLAINLY,
  left: readonly TakenUp[] = listInterrupted(tx),
): readonly TakenUp[] {
  return left.filter(
    ({ item, act }) => work.isWaiting(item.key) || !work.perform(tx, item, () => act(tx)),
  );
}

function listInterrupted(tx: Transaction): TakenUp[] {
  const cutOff = [...listUnopened(tx)].map((id): TakenUp => {
    const item = { key: `unopened:${id}`, what: `releasing entry ${id}`, visitId: null };
    return { item, act: (later) => abandonCharge(later, id) };
  });
  const open = listIds(tx, "SELECT visit_id AS id FROM visits WHERE status = 'open'");
  const goingOn = [...open].map((visitId): TakenUp => {
    const item = { key: `flag:${visitId}`, what: `flagging visit ${visitId}`, visitId };
    return { item, act: (later) => flagRestarted(later, visitId) };
  });
  return [...cutOff, ...goingOn];
}

function flagRestarted(tx: Transaction, visitId: string): void {
  const visit = tx.read("visit", visitId);
  if (visit.status !== "open") return;
  // A smart cart has gone on by itself, and says what was missed.
  if (visit.shoppers.length > 0 && visit.shoppers.every(isTripShopper)) return;
  decideInto(tx, "visit", visitId, decideVisit, {
    type: "FlagVisit",
    flag: "sensors-restarted",
    detail: "the server was restarted during the visit",
  });
  const after = tx.read("visit", visitId);
  if (after.status === "open" && after.flags.length > visit.flags.length) recountUnseen(tx);
}
