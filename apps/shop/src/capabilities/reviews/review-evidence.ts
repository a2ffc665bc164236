/** Which interactions a reviewer has to see to decide. */
import type { Evidence } from "@saunter/commerce/cart/events";
import { listConcerned } from "@saunter/commerce/cart/list-concerned";
import type { FinalFacts } from "@saunter/commerce/receipt/evolve";
import type { ReviewSubject } from "@saunter/commerce/review/events";
import type { ReviewFacts } from "@saunter/commerce/review/evolve";
import type { VisitFacts } from "@saunter/commerce/visit/evolve";
import { readCarts } from "../../domain/compose-receipt.ts";
import type { Shop } from "../../domain/shop-context.ts";
import type { LiveGoods } from "../../goods/live-goods.ts";
import { REVIEW_INTERACTIONS_MAX } from "../../http/http-limits.ts";
import { prepared } from "../../store/prepared.ts";

type Dispute = FinalFacts["disputes"][number];

export interface ShownInteraction {
  readonly evidence: Evidence;
  /** Whether it may concern somebody of the visit. */
  readonly isOfVisit: boolean;
}

/**
 * Interactions for review, in order of time: what may concern the visit, the last of it; and of what a
 * shopper says they took unseen what else was moved of it while they were there, as far as there is room.
 */
export function listInteractions(
  { shop, goods }: { readonly shop: Shop; readonly goods: LiveGoods },
  { subject, visitId }: ReviewFacts,
): ShownInteraction[] {
  const asked = subject.kind === "interaction" ? subject.evidence : null;
  const first = asked === null ? [] : [{ evidence: asked, isOfVisit: true }];
  const visit = shop.store.read("visit", visitId);
  if (visit.status === "unopened") return first;
  const isWanted = chooseInteractions(shop, subject, visitId);
  const carts = readCarts(shop.store, visit).evidence;
  const room = REVIEW_INTERACTIONS_MAX - first.length;
  const own = carts.filter(isWanted).slice(-room);
  const known = new Set(carts.map(({ evidenceId }) => evidenceId));
  const untilMs = visit.status === "closed" ? visit.closedMs : shop.nowMs();
  const places = findPlaces(goods, listUnseen(shop, subject, visitId));
  const others = listMoved(shop, visit, untilMs, places).filter(
    (one) => !known.has(one.evidenceId),
  );
  const left = room - own.length;
  const listed = [
    ...own.map((evidence) => ({ evidence, isOfVisit: true })),
    ...others.slice(Math.max(0, others.length - left)).map((evidence) => ({
      evidence,
      isOfVisit: false,
    })),
  ].sort((a, b) => a.evidence.occurredMs - b.evidence.occurredMs);
  return [...first, ...listed];
}

function names(evidence: Evidence, gtins: readonly string[]): boolean {
  return [evidence, ...evidence.candidates].some((one) => gtins.includes(one.gtin));
}

function chooseInteractions(
  shop: Shop,
  subject: ReviewSubject,
  visitId: string,
): (evidence: Evidence) => boolean {
  switch (subject.kind) {
    case "interaction":
      return ({ evidenceId }) => evidenceId !== subject.evidence.evidenceId;
    case "gap": {
      const { change, shopperId } = subject;
      return (evidence) =>
        evidence.evidenceId !== change?.evidenceId && listConcerned(evidence).has(shopperId);
    }
    case "age":
      return (evidence) => names(evidence, subject.gtins);
    case "contest": {
      const { dispute, receipt } = findDispute(shop, visitId, subject.contestId);
      const line = receipt.issued.lines.find(({ lineId }) => lineId === dispute.lineId);
      const gtins = listDisputed(dispute);
      return (evidence) =>
        line?.evidenceIds.includes(evidence.evidenceId) || names(evidence, gtins);
    }
    case "binding":
      return () => true;
    default:
      return subject satisfies never;
  }
}

/** All products that a dispute speaks of. */
export function listDisputed({ gtin, instead }: Dispute): readonly string[] {
  return instead === undefined ? [gtin] : [gtin, instead.gtin];
}

/** What the shopper says they took and the receipt does not have. */
function listUnseen(shop: Shop, subject: ReviewSubject, visitId: string): readonly string[] {
  if (subject.kind !== "contest") return [];
  const { dispute } = findDispute(shop, visitId, subject.contestId);
  if (dispute.kind === "missing") return [dispute.gtin];
  return dispute.instead === undefined ? [] : [dispute.instead.gtin];
}

interface Places {
  readonly gtins: readonly string[];
  readonly facings: ReturnType<LiveGoods["current"]>["model"]["facings"];
}

/** Products, and the plates on which they stand by now. */
function findPlaces(goods: LiveGoods, gtins: readonly string[]): Places {
  const { facings } = goods.current().model;
  return { gtins, facings: facings.filter(({ barcode }) => gtins.includes(barcode ?? "")) };
}

/** What anybody moved of some products, or on their plates, during a visit, in order of time. */
function listMoved(
  { store }: Shop,
  { openedMs }: VisitFacts,
  untilMs: number,
  { gtins, facings }: Places,
): Evidence[] {
  if (gtins.length === 0) return [];
  const sql = `SELECT body FROM evidence WHERE occurred_ms BETWEEN ? AND ?
    ORDER BY occurred_ms, evidence_id`;
  const stands = ({ gondola, shelf, plates }: Evidence): boolean =>
    facings.some(
      (one) =>
        one.gondola === gondola &&
        one.shelf === shelf &&
        one.plates.some((plate) => plates.includes(plate)),
    );
  return prepared(store.db, sql)
    .all(openedMs, untilMs)
    .map(({ body }) => JSON.parse(body as string) as Evidence)
    .filter((evidence) => names(evidence, gtins) || stands(evidence));
}

export function findDispute(
  { store }: Shop,
  visitId: string,
  disputeId: string,
): { readonly dispute: Dispute; readonly receipt: FinalFacts } {
  const receipt = store.read("receipt", visitId);
  if (receipt.status === "none" || receipt.status === "draft") {
    throw new Error("a dispute of a receipt that is not final");
  }
  const dispute = receipt.disputes.find((one) => one.disputeId === disputeId);
  if (dispute === undefined) throw new Error("a review of a dispute that is not there");
  return { dispute, receipt };
}
