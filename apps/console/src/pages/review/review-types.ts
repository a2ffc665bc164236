/** Reviews as the API tells them. */
import type { Answer, Route } from "@saunter/client/api";

export type Review = Answer<"GET /v1/reviews/:reviewId">;
export type QueueRow = Answer<"GET /v1/reviews">["items"][number];
export type Subject = Review["subject"];
export type Choice = Review["choices"][number]["choice"];
export type Candidate = Extract<Choice, { kind: "candidate" }>["candidate"];
export type Interaction = Review["interactions"][number];
export type Change = NonNullable<Extract<Subject, { kind: "gap" }>["change"]>;
/** An event with what is kept of it: an interaction, or the change of weight that a question is about. */
export interface ShownEvent extends Omit<Interaction, "evidence"> {
  readonly evidence: Pick<
    Interaction["evidence"],
    "evidenceId" | "occurredMs" | "gondola" | "shelf" | "plates"
  >;
  readonly isAsked: boolean;
  /** What the engine says of it; null of a change that it has no words for. */
  readonly interaction: Interaction["evidence"] | null;
}
export type Curve = NonNullable<Interaction["curve"]>;
export type Positions = NonNullable<Interaction["positions"]>;
export type ReviewRoute = Extract<Route, `${string}/v1/reviews${string}`>;
