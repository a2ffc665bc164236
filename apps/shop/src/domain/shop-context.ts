import type { StatesByKind } from "@saunter/commerce/aggregates";
import type { EventsByKind, StreamKind } from "@saunter/commerce/events";
import type { ReceiptContent } from "@saunter/commerce/receipt/events";
import type { RefusalCode, Result } from "@saunter/commerce/refusal";
import type { VisitFacts } from "@saunter/commerce/visit/evolve";
import { prepared } from "../store/prepared.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import type { PaymentGateway } from "./payment-gateway.ts";
import type { ShopSettings } from "./shop-settings.ts";

/** What every service of the shop works on. */
export interface Shop {
  readonly store: Store;
  readonly settings: ShopSettings;
  readonly gateways: { readonly card: PaymentGateway; readonly account: PaymentGateway };
  /** A new id, never one that was before. */
  readonly makeId: () => string;
  /** A secret of 128 bits or more, in letters, digits, "-" and "_". */
  readonly makeToken: () => string;
  readonly nowMs: () => number;
  /** Whether no money moves and no review is settled, because the time is in doubt; never if left out. */
  readonly isMoneyPaused?: () => boolean;
  /** Called in the transaction that ends a visit. */
  readonly onVisitClosed?: (tx: Transaction, visit: VisitFacts) => void;
  /** Called in the transaction that issues a document: what is to be sent is noted there. */
  readonly onDocument?: (tx: Transaction, document: IssuedDocument) => void;
}

/** A final receipt, or a correction of one. */
export interface IssuedDocument {
  readonly visitId: string;
  readonly kind: "final" | "corrected";
  readonly documentNumber: number;
  /** What the document said whose place it takes; null of a final receipt. */
  readonly before: ReceiptContent | null;
}

/** A refusal on its way out of a transaction, which it undoes. */
export class RefusedError extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = "RefusedError";
    this.code = code;
  }
}

/** The value, or out of the transaction with the refusal. */
export function orRefuse<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new RefusedError(result.refusal.code, result.refusal.detail);
}

type Decide<Kind extends StreamKind, Command> = (
  command: Command,
  state: StatesByKind[Kind],
) => Result<EventsByKind[Kind][]>;

/** Decides a command on a stream and appends what it decided. Throws `RefusedError`. */
export function decideInto<Kind extends StreamKind, Command>(
  tx: Transaction,
  kind: Kind,
  id: string,
  decide: Decide<Kind, Command>,
  command: Command,
): readonly EventsByKind[Kind][] {
  const events = orRefuse(decide(command, tx.read(kind, id)));
  if (events.length > 0) tx.append(kind, id, events);
  return events;
}

/** The `id`s that a query finds, one after the other. */
export function* listIds(
  { db }: Pick<Transaction, "db">,
  sql: string,
  ...values: number[]
): Generator<string, void> {
  for (const row of prepared(db, sql).iterate(...values)) yield row.id as string;
}

/** Ids of the streams that are the shop's own. */
export const STREAMS = {
  entry: "entry",
  stock: "stock",
  alerts: "alerts",
  gates: "gates",
  goods: "goods",
  drawer: "drawer",
  chain: "chain",
  documents: "all",
  closings: "all",
} as const;
