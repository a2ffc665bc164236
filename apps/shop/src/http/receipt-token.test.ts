import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openPeopleStore, type PeopleStore } from "../people/people-fixture.ts";
import { findByToken, findReceiptUrl, nameReceiptUrl } from "./receipt-token.ts";

const SHOP = { publicUrl: "https://shop.example" };

let people: PeopleStore;

beforeEach(() => {
  people = openPeopleStore();
});
afterEach(() => people.discard());

async function openVisit(visitId: string, lookupToken: string | null): Promise<void> {
  await people.store.transact((tx) =>
    tx.append("visit", visitId, [
      {
        type: "VisitOpened",
        visitId,
        method: "card",
        payer: { kind: "card", token: "pm_1", lastFour: "4242" },
        partySize: 1,
        gateId: "north",
        isMember: false,
        currency: "GBP",
        holdMinor: 0,
        isHoldPending: false,
        ...(lookupToken === null ? {} : { lookupToken }),
      },
    ]),
  );
}

describe("the link of a receipt", () => {
  it("finds the visit that it was made for", async () => {
    await openVisit("v1", "one");
    await openVisit("v2", "two");
    expect(findByToken(people.store, "two")).toBe("v2");
  });

  it("finds a visit that opened without one by its receipt", async () => {
    await openVisit("v1", null);
    people.store.db
      .prepare(
        "INSERT INTO receipts VALUES ('v1', 'draft', NULL, 'r', 0, 0, 'GBP', 1, 0, NULL, NULL)",
      )
      .run();
    expect(findByToken(people.store, "r")).toBe("v1");
  });

  it("that nobody was given finds nothing", async () => {
    await openVisit("v1", "one");
    for (const token of ["", "on", "two"]) {
      expect(() => findByToken(people.store, token)).toThrow(
        expect.objectContaining({ code: "not-found", message: "there is no such receipt" }),
      );
    }
  });

  it("is given to whoever cannot sign in to find it", () => {
    const url = nameReceiptUrl(SHOP, "one");
    expect(url).toBe("https://shop.example/v1/r/one");
    const visit = (kind: string, lookupToken: string | null) =>
      ({ payer: { kind }, lookupToken }) as never;
    expect(findReceiptUrl(SHOP, visit("card", "one"))).toBe(url);
    expect(findReceiptUrl(SHOP, visit("customer", "one"))).toBeNull();
    expect(findReceiptUrl(SHOP, visit("cash", null))).toBeNull();
  });
});
