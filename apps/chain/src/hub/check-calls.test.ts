import { makeSeed, openSigningKey } from "@saunter/server/signatures/ed25519";
import { describe, expect, it } from "vitest";
import { CALL_AGE_MS_MAX, createCallCheck } from "./check-calls.ts";
import { openTestSigning } from "./message-signing-fixture.ts";

const NOW_MS = 1_790_000_000_000;
const CALL = ["call", "head"] as const;
const UNSIGNED = { data: Buffer.from("null") };

const RIGHT = { kind: "right", nonce: "n" };
const FORGED = { kind: "forged", nonce: null };

function openChain() {
  const test = openTestSigning(["north", "south"], NOW_MS);
  return { ...test, check: createCallCheck(test.signing) };
}

describe("a call of a shop", () => {
  it("is accepted once", async () => {
    const { check, clock, send } = openChain();
    const message = send("north", CALL);
    expect(await check("north", "head", message)).toEqual(RIGHT);
    expect(await check("north", "head", message)).toEqual({ kind: "forged", nonce: "n" });
    expect(await check("south", "head", send("south", CALL))).toEqual(RIGHT);
    clock.nowMs += 3 * CALL_AGE_MS_MAX;
    expect(await check("north", "head", message)).toEqual({ kind: "stale", nonce: "n" });
  });

  it.each([-1, 1])(
    "is refused for now if its time is further off than a minute: %i",
    async (way) => {
      const { check, send } = openChain();
      const of = (nonce: string, offMs: number) =>
        check("north", "head", send("north", CALL, { nonce, issuedMs: NOW_MS + way * offMs }));
      expect(await of("a", CALL_AGE_MS_MAX)).toEqual({ kind: "right", nonce: "a" });
      expect(await of("b", CALL_AGE_MS_MAX + 1)).toEqual({ kind: "stale", nonce: "b" });
    },
  );

  it("may be unsigned until the shop has signed one", async () => {
    const { check, required, send } = openChain();
    expect(await check("north", "head", UNSIGNED)).toEqual({ kind: "right", nonce: null });
    expect([...required]).toEqual([]);
    expect(await check("north", "head", send("north", CALL))).toEqual(RIGHT);
    expect([...required]).toEqual(["north"]);
    expect(await check("north", "head", UNSIGNED)).toEqual(FORGED);
    expect(await check("south", "head", UNSIGNED)).toEqual({ kind: "right", nonce: null });
  });

  it("of a shop whose keys the chain doesn't know gets a signed reply if it is signed", async () => {
    const { check, send, shopKeys } = openChain();
    const message = send("north", CALL);
    shopKeys.delete("north");
    expect(await check("north", "head", message)).toEqual(RIGHT);
    expect(await check("north", "head", UNSIGNED)).toEqual({ kind: "right", nonce: null });
  });

  it("gets no signed reply if its keys are known, and it is signed by another", async () => {
    const { check, send } = openChain();
    const message = send("north", CALL, { key: openSigningKey(makeSeed()) });
    expect(await check("north", "head", message)).toEqual({ kind: "right", nonce: null });
  });

  it("is refused if it is another shop's, of another subject, altered, or signed by another key", async () => {
    const { check, required, send } = openChain();
    required.add("north");
    expect(await check("north", "head", send("south", CALL))).toEqual(FORGED);
    expect(await check("north", "head", send("north", ["call", "rows"]))).toEqual(FORGED);
    const altered = { ...send("north", CALL), data: Buffer.from("{}") };
    expect(await check("north", "head", altered)).toEqual(FORGED);
    const key = openSigningKey(makeSeed());
    expect(await check("north", "head", send("north", CALL, { key }))).toEqual(FORGED);
  });

  it("is accepted with new credentials at once", async () => {
    const { check, send, shopKeys } = openChain();
    expect(await check("north", "head", send("north", CALL))).toEqual(RIGHT);
    const key = openSigningKey(makeSeed());
    shopKeys.set("north", [key]);
    const message = send("north", CALL, { nonce: "next", key });
    expect(await check("north", "head", message)).toEqual({ kind: "right", nonce: "next" });
  });
});
