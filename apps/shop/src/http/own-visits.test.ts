import type { VisitPayer } from "@saunter/commerce/visit/events";
import { UNOPENED_VISIT } from "@saunter/commerce/visit/evolve";
import { describe, expect, it } from "vitest";
import type { Principal } from "../people/roles.ts";
import { findParty, maySee, readVisit, requireParty } from "./own-visits.ts";

const ANN: Principal = { id: "ann", roles: ["shopper"], customerId: "ann" };
const OPERATOR: Principal = { id: "u1", roles: ["operator"], customerId: null };
/** A user whom somebody gave the role of shoppers. */
const ODD: Principal = { id: "u2", roles: ["shopper"], customerId: null };

const visitOf = (payer: VisitPayer) => ({ status: "open", payer }) as never;
const ANNS = visitOf({ kind: "customer", customerId: "ann" });
const BENS = visitOf({ kind: "customer", customerId: "ben" });
const CASH = visitOf({ kind: "cash" });

const readerOf = (visit: unknown) => ({ read: () => visit }) as never;

describe("a visit", () => {
  it("is seen by the shopper whose it is, and by no other", () => {
    expect(maySee(ANN, ANNS)).toBe(true);
    expect(maySee(ANN, BENS)).toBe(false);
    expect(maySee(ANN, CASH)).toBe(false);
  });

  it("is seen by staff, whoever's it is", () => {
    for (const visit of [ANNS, BENS, CASH]) expect(maySee(OPERATOR, visit)).toBe(true);
    expect(maySee({ ...ANN, roles: ["shopper", "reviewer"] }, BENS)).toBe(true);
  });

  it("of nobody's name is not a shopper's who has none either", () => {
    expect(maySee(ODD, CASH)).toBe(false);
  });

  it("of another is as if it were not there", () => {
    expect(readVisit(readerOf(ANNS), "v1", ANN)).toBe(ANNS);
    for (const visit of [BENS, UNOPENED_VISIT]) {
      expect(() => readVisit(readerOf(visit), "v1", ANN)).toThrow(
        expect.objectContaining({ code: "not-found", message: "there is no such visit" }),
      );
    }
    expect(() => readVisit(readerOf(UNOPENED_VISIT), "v1", OPERATOR)).toThrow(
      expect.objectContaining({ code: "not-found" }),
    );
  });
});

describe("the party of a request", () => {
  it("is the customer's own", () => {
    expect(findParty(ANN)).toBe("customer:ann");
    expect(requireParty(ANN)).toEqual({ customerId: "ann", party: "customer:ann" });
  });

  it("is nobody's where no customer asks", () => {
    for (const principal of [OPERATOR, ODD]) {
      expect(findParty(principal)).toBeNull();
      expect(() => requireParty(principal)).toThrow(
        expect.objectContaining({
          code: "forbidden",
          message: "only a customer has visits of their own",
        }),
      );
    }
  });
});
