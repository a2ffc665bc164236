import { describe, expect, it } from "vitest";
import { formatShopKeys, readShopKeys } from "./shop-keys.ts";

const KEYS = {
  chainKey: `ed25519:${"c".repeat(43)}`,
  rowSeed: "s".repeat(43),
  userKey: `U${"A".repeat(55)}`,
};

describe("keys of a shop's credentials", () => {
  it.each([true, false])("say whether the chain signs all messages: %s", (chainSigns) => {
    const text = `-----BEGIN NATS USER JWT-----\n…\n\n${formatShopKeys({ ...KEYS, chainSigns })}`;
    expect(readShopKeys(text)).toEqual({ ...KEYS, chainSigns });
    expect(readShopKeys(text.replaceAll("\n", "\r\n"))).toEqual({ ...KEYS, chainSigns });
  });

  it("have the block that earlier releases read, unchanged", () => {
    const before = formatShopKeys({ ...KEYS, chainSigns: false });
    expect(formatShopKeys({ ...KEYS, chainSigns: true }).startsWith(before)).toBe(true);
  });

  it("are none in credentials of an earlier release", () => {
    expect(readShopKeys("-----BEGIN NATS USER JWT-----\n…")).toBeNull();
  });
});
