import { describe, expect, it } from "vitest";
import type { HubAccount } from "./hub-admin.ts";
import { onlyChanges } from "./hub-users.ts";

describe("accounts of the hub", () => {
  it("are sent at first and when they change, and again if the hub could not be reached", async () => {
    const sent: (readonly HubAccount[])[] = [];
    const north: HubAccount = { shop: { shopId: "north", shard: 0 }, withdrawn: {} };
    const south: HubAccount = { shop: { shopId: "south", shard: 0 }, withdrawn: {} };
    const state = { accounts: [north, south], isAway: false };
    const send = onlyChanges(
      async () => state.accounts,
      async (accounts) => {
        if (state.isAway) throw new Error("the hub is away");
        sent.push(accounts);
      },
    );
    await send();
    const changed = { ...south, withdrawn: { UA: 5 } };
    state.accounts = [north, changed];
    state.isAway = true;
    await expect(send()).rejects.toThrow("away");
    state.isAway = false;
    for (let times = 0; times < 2; times++) await send();
    expect(sent).toEqual([[north, south], [changed]]);
  });
});
