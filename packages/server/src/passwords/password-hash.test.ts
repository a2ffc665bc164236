import { parseOptions } from "@node-rs/argon2";
import { describe, expect, it } from "vitest";
import { DECOY_HASH, hashPassword, verifyPassword } from "./password-hash.ts";

describe("hashes of passwords", () => {
  it("are Argon2id with the parameters that are named, and salted", async () => {
    const [one, other] = await Promise.all([hashPassword("tin rain"), hashPassword("tin rain")]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
  });

  it("know their password, however its characters are composed, and no other", async () => {
    const hash = await hashPassword("tin rain Zoë");
    expect(await verifyPassword(hash, "tin rain Zoe\u0308")).toBe(true);
    expect(await verifyPassword(hash, "tin rain Zoe")).toBe(false);
    expect(await verifyPassword(hash, "")).toBe(false);
  });

  it("are as much work as the decoy, which is nobody's", async () => {
    expect(parseOptions(DECOY_HASH)).toEqual(parseOptions(await hashPassword("tin rain moss")));
    expect(await verifyPassword(DECOY_HASH, "")).toBe(false);
    expect(await verifyPassword(DECOY_HASH, "tin rain moss")).toBe(false);
  });
});
