import type { Answer } from "@saunter/client/api";

export type Receipt = Answer<"GET /v1/r/:token">;

export type Charge = Answer<"GET /v1/charges/:chargeId">;
