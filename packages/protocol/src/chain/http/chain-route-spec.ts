/** What a route of the chain's API is, defined once: its checks, its document and its types come from here. */
import type { TObject, TSchema } from "typebox";
import type { RouteSpec } from "../../http/route-spec.ts";
import type { ChainProblemCode } from "./chain-problem-codes.ts";

export const CHAIN_TAGS = {
  health: "Process health",
  auth: "Signing in and out",
  shops: "Organisations, regions and shops",
  events: "Events of shops, and what could not be taken",
  alerts: "What is wrong in the chain, and in its shops",
  balances: "Gift cards, points and customers",
  reports: "Sales, visits and accuracy",
  reviews: "Reviews of all shops, and who decides them",
  versions: "What the chain decides for its shops",
  webhooks: "Whom the chain tells what happens in its shops",
  users: "Users and what they may do",
  scim: "Tokens of directories that provision users",
  audit: "The audit trail",
} as const;

export type ChainRouteSpec<
  Params extends TObject,
  Query extends TObject,
  Body extends TSchema,
> = Omit<RouteSpec<Params, Query, Body>, "method" | "tag" | "codes" | "rate" | "replacedBy"> & {
  readonly method: "GET" | "POST";
  readonly tag: keyof typeof CHAIN_TAGS;
  /** What may be refused, besides what every such route may refuse. */
  readonly codes?: readonly ChainProblemCode[];
  readonly rate?: "signIn";
  /** It needs an idempotency key: repeated with the same, it is done once. */
  readonly isKeyed?: boolean;
};

/** The same, known by its method, path, schemas and codes. */
export const chainRoute = <const Spec extends ChainRouteSpec<TObject, TObject, TSchema>>(
  spec: Spec,
): Spec => spec;
