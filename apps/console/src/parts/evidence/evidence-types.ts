/** What is kept of an interaction, as the API tells it. */
import type { Answer } from "@saunter/ui/api";

export type Interaction = Answer<"GET /v1/visits/:visitId/interactions/:evidenceId">;
export type Curve = NonNullable<Interaction["curve"]>;
export type Positions = NonNullable<Interaction["positions"]>;
