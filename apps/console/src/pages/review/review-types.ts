/** Reviews as the API tells them. */
import type { Answer, Route } from "@saunter/client/api";

export type Review = Answer<"GET /v1/reviews/:reviewId">;
export type QueueRow = Answer<"GET /v1/reviews">["items"][number];
export type Subject = Review["subject"];
export type Choice = Review["choices"][number]["choice"];
export type Candidate = Extract<Choice, { kind: "candidate" }>["candidate"];
export type Interaction = Review["interactions"][number];
export type Curve = NonNullable<Interaction["curve"]>;
export type Positions = NonNullable<Interaction["positions"]>;
export type ReviewRoute = Extract<Route, `${string}/v1/reviews${string}`>;
