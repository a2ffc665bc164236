/** What a route of the HTTP API is, defined once: its checks, its document and its types come from here. */
import type { TObject, TSchema } from "typebox";
import type { ProblemCode } from "../problem-codes.ts";

export const TAGS = {
  health: "Process health",
  auth: "Signing in and out",
  customers: "Customers",
  entry: "Gates and entry methods",
  visits: "Visits and people in the shop",
  live: "Live floor and shelves",
  carts: "Smart carts",
  devices: "Scale controllers and their readings",
  me: "A shopper's own visits and data",
  receipts: "Receipts and disputes",
  reviews: "Reviews",
  money: "Charges, debts, cash and the till’s drawer",
  sales: "Sales and day closings",
  stock: "Shelves, alerts and findings",
  alerts: "Alerts that are sent to people",
  events: "Events and webhooks",
  badges: "Badges of staff, a hospital or a campus",
  users: "Users of the shop",
  security: "Security events: the audit log",
  demo: "Demonstration: only simulated shops have these routes",
} as const;

export interface AnswerSpec {
  readonly description: string;
  /** JSON; none where the answer has no body. */
  readonly schema?: TSchema;
  /** Other forms by media type. */
  readonly content?: Readonly<Record<string, TSchema>>;
}

export interface RouteSpec<Params extends TObject, Query extends TObject, Body extends TSchema> {
  readonly method: "GET" | "POST" | "PUT";
  /** Below `/v1`. */
  readonly path: string;
  readonly tag: keyof typeof TAGS;
  readonly summary: string;
  readonly description?: string;
  /** Of a route that has another path now and stays for who knows the former: the one to call, "POST /v1/receipts/{visitId}/disputes". */
  readonly replacedBy?: string;
  readonly params?: Params;
  readonly query?: Query;
  /** None: the request has no body, or an empty object. */
  readonly body?: Body;
  /** Of a route that takes longer bodies than others do. */
  readonly bodyBytesMax?: number;
  /** What goes well, by status. */
  readonly answers: Readonly<Record<number, AnswerSpec>>;
  /** What may be refused, besides what every such route may refuse. */
  readonly codes?: readonly ProblemCode[];
  readonly rate?: "signIn" | "lookUp";
}

export type NoObject = TObject<Record<never, never>>;

type AnyRoute = RouteSpec<TObject, TObject, TSchema>;

/** The same, known by its method, path, schemas and codes. */
export const route = <const Spec extends AnyRoute>(spec: Spec): Spec => spec;
