/** What each route of the HTTP API takes and answers, by method and path: derived from its schemas. */
import type { Static, TSchema } from "typebox";
import type * as alertRule from "./alert-rule-routes.ts";
import type * as auth from "./auth-routes.ts";
import type * as badge from "./badge-routes.ts";
import type * as balance from "./balance-routes.ts";
import type * as brand from "./brand-routes.ts";
import type * as chain from "./chain-routes.ts";
import type * as closing from "./closing-routes.ts";
import type * as customer from "./customer-routes.ts";
import type * as demo from "./demo-routes.ts";
import type * as device from "./device-routes.ts";
import type * as drawer from "./drawer-routes.ts";
import type * as entry from "./entry-routes.ts";
import type * as event from "./event-routes.ts";
import type * as evidence from "./evidence-routes.ts";
import type * as gateDevice from "./gate-device-routes.ts";
import type * as gate from "./gate-routes.ts";
import type * as goods from "./goods-routes.ts";
import type * as health from "./health-routes.ts";
import type * as interaction from "./interaction-routes.ts";
import type * as label from "./label-routes.ts";
import type * as live from "./live-routes.ts";
import type * as member from "./member-routes.ts";
import type * as money from "./money-routes.ts";
import type * as notice from "./notice-routes.ts";
import type * as number from "./number-routes.ts";
import type * as ownDebt from "./own-debt-routes.ts";
import type * as own from "./own-routes.ts";
import type * as passkey from "./passkey-routes.ts";
import type * as picture from "./picture-routes.ts";
import type * as planogram from "./planogram-routes.ts";
import type * as product from "./product-routes.ts";
import type * as receiptList from "./receipt-list-routes.ts";
import type * as receiptLookup from "./receipt-lookup-routes.ts";
import type * as receiptMail from "./receipt-mail-routes.ts";
import type * as receipt from "./receipt-routes.ts";
import type * as recording from "./recording-routes.ts";
import type * as refund from "./refund-routes.ts";
import type * as review from "./review-routes.ts";
import type * as sales from "./sales-routes.ts";
import type * as secondFactor from "./second-factor-routes.ts";
import type * as security from "./security-routes.ts";
import type * as shop from "./shop-routes.ts";
import type * as smartCart from "./smart-cart-routes.ts";
import type * as stock from "./stock-routes.ts";
import type * as till from "./till-routes.ts";
import type * as user from "./user-routes.ts";
import type * as visit from "./visit-routes.ts";
import type * as webhook from "./webhook-routes.ts";

/** A route's name: "GET /v1/visits/:visitId". */
type NameOf<Export> = Export extends {
  readonly method: infer Method extends string;
  readonly path: infer Path extends string;
}
  ? `${Method} /v1${Path}`
  : never;

type PartOf<Spec, Part extends string, None> =
  Spec extends Readonly<Record<Part, infer Schema>>
    ? Schema extends TSchema
      ? Static<Schema>
      : None
    : None;

/** Of the answers that say it went well, those in JSON; of a stream, its messages by their names. */
type AnswerOf<Spec> = Spec extends { readonly answers: infer Answers }
  ? {
      [Status in keyof Answers]: `${Status & number}` extends `2${string}`
        ? BodyOf<Answers[Status]>
        : never;
    }[keyof Answers]
  : never;

type BodyOf<Answer> = Answer extends { readonly schema: infer Schema extends TSchema }
  ? Static<Schema>
  : Answer extends {
        readonly content: { readonly "text/event-stream": infer Schema extends TSchema };
      }
    ? Static<Schema>
    : undefined;

type Empty = Record<never, never>;

interface TypesOf<Spec> {
  readonly params: PartOf<Spec, "params", Empty>;
  readonly query: PartOf<Spec, "query", Empty>;
  readonly body: PartOf<Spec, "body", undefined>;
  readonly answer: AnswerOf<Spec>;
}

/** All routes among what a file exports. */
export type RoutesOf<Exports> = {
  readonly [Export in keyof Exports as NameOf<Exports[Export]>]: TypesOf<Exports[Export]>;
};

export interface Routes
  extends RoutesOf<typeof alertRule>,
    RoutesOf<typeof auth>,
    RoutesOf<typeof badge>,
    RoutesOf<typeof brand>,
    RoutesOf<typeof chain>,
    RoutesOf<typeof closing>,
    RoutesOf<typeof customer>,
    RoutesOf<typeof demo>,
    RoutesOf<typeof device>,
    RoutesOf<typeof drawer>,
    RoutesOf<typeof entry>,
    RoutesOf<typeof event>,
    RoutesOf<typeof evidence>,
    RoutesOf<typeof gate>,
    RoutesOf<typeof gateDevice>,
    RoutesOf<typeof goods>,
    RoutesOf<typeof health>,
    RoutesOf<typeof interaction>,
    RoutesOf<typeof label>,
    RoutesOf<typeof live>,
    RoutesOf<typeof member>,
    RoutesOf<typeof money>,
    RoutesOf<typeof notice>,
    RoutesOf<typeof number>,
    RoutesOf<typeof balance>,
    RoutesOf<typeof ownDebt>,
    RoutesOf<typeof own>,
    RoutesOf<typeof passkey>,
    RoutesOf<typeof picture>,
    RoutesOf<typeof planogram>,
    RoutesOf<typeof product>,
    RoutesOf<typeof receiptList>,
    RoutesOf<typeof receiptLookup>,
    RoutesOf<typeof receiptMail>,
    RoutesOf<typeof receipt>,
    RoutesOf<typeof recording>,
    RoutesOf<typeof refund>,
    RoutesOf<typeof review>,
    RoutesOf<typeof sales>,
    RoutesOf<typeof secondFactor>,
    RoutesOf<typeof security>,
    RoutesOf<typeof shop>,
    RoutesOf<typeof smartCart>,
    RoutesOf<typeof stock>,
    RoutesOf<typeof till>,
    RoutesOf<typeof user>,
    RoutesOf<typeof visit>,
    RoutesOf<typeof webhook> {}
