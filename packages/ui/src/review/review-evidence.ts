/** What is kept of an interaction, as reviews tell it. */
import type { Answer } from "@saunter/client/api";

type Interaction = Answer<"GET /v1/reviews/:reviewId">["interactions"][number];

export type Curve = NonNullable<Interaction["curve"]>;
export type Positions = NonNullable<Interaction["positions"]>;
