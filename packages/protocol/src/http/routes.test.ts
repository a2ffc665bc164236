/** Types alone: the compiler holds them, and no page reads what is here. */
import { describe, expectTypeOf, it } from "vitest";
import type { Routes } from "./routes.ts";

type Empty = Record<never, never>;

describe("the types of a route", () => {
  it("are those of its schemas, by method and path", () => {
    type Cash = Routes["POST /v1/charges/:chargeId/cash"];
    expectTypeOf<Cash["params"]>().toEqualTypeOf<{ chargeId: string }>();
    expectTypeOf<Cash["query"]>().toEqualTypeOf<Empty>();
    expectTypeOf<Cash["body"]>().toEqualTypeOf<{ amountMinor: number }>();
    expectTypeOf<Cash["answer"]["payer"]>().toEqualTypeOf<"card" | "account" | "cash">();
  });

  it("leave out what may be left out", () => {
    type Query = Routes["GET /v1/visits"]["query"];
    expectTypeOf<Empty>().toExtend<Query>();
    expectTypeOf<{ only: "flagged" }>().toExtend<Query>();
    expectTypeOf<{ only: "odd" }>().not.toExtend<Query>();
    expectTypeOf<Routes["GET /v1/visits"]["body"]>().toEqualTypeOf<undefined>();
  });

  it("have no answer where there is none in JSON", () => {
    expectTypeOf<Routes["POST /v1/sign-out"]["answer"]>().toEqualTypeOf<undefined>();
    expectTypeOf<Routes["GET /v1/metrics"]["answer"]>().toEqualTypeOf<undefined>();
    expectTypeOf<Routes["GET /v1/products/:gtin/picture"]["answer"]>().toEqualTypeOf<undefined>();
  });

  it("have a stream's messages by their names", () => {
    type Message = Routes["GET /v1/events"]["answer"];
    type Opened = Extract<Message, { event: "visit.opened" }>;
    expectTypeOf<Opened["data"]["data"]["gateId"]>().toEqualTypeOf<string>();
    expectTypeOf<Extract<Message, { event: "cut-off" }>["data"]["reason"]>().toEqualTypeOf<
      "too-slow" | "too-many" | "closing"
    >();
  });

  it("are of known routes alone", () => {
    expectTypeOf<"GET /v1/nowhere">().not.toExtend<keyof Routes>();
  });
});
