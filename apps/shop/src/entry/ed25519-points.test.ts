import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isFullOrderPoint } from "./ed25519-points.ts";
import { importRawPublicKey } from "./entry-keys.ts";

const hex = (text: string): Buffer => Buffer.from(text, "hex");

/** All eight points of small order, and texts of them that are not as the book writes them (RFC 7748, ed25519 lists). */
const SMALL = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0000000000000000000000000000000000000000000000000000000000000080",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
  "0100000000000000000000000000000000000000000000000000000000000080",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

describe("a public key of Ed25519", () => {
  it("is a point of full order, as keys are that Node makes", () => {
    for (let at = 0; at < 20; at++) {
      const { publicKey } = generateKeyPairSync("ed25519");
      const { x } = publicKey.export({ format: "jwk" });
      expect(isFullOrderPoint(Buffer.from(x!, "base64url"))).toBe(true);
    }
    // RFC 8032, section 7.1: the first three keys.
    for (const key of [
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    ]) {
      expect(isFullOrderPoint(hex(key))).toBe(true);
    }
  });

  it.each(SMALL)("is none of small order: %s", (text) => {
    expect(isFullOrderPoint(hex(text))).toBe(false);
    expect(() => importRawPublicKey(hex(text))).toThrow("full order");
  });

  it("is none with a part of small order, none beside the curve, and no other number of bytes", () => {
    // The base point, and the same with the point of order two added to it: both coordinates negated.
    const base = hex("5866666666666666666666666666666666666666666666666666666666666666");
    expect(isFullOrderPoint(base)).toBe(true);
    expect(
      isFullOrderPoint(hex("9599999999999999999999999999999999999999999999999999999999999999")),
    ).toBe(false);
    expect(isFullOrderPoint(hex(`02${"00".repeat(31)}`))).toBe(false);
    expect(isFullOrderPoint(base.subarray(1))).toBe(false);
    expect(isFullOrderPoint(Buffer.alloc(33))).toBe(false);
  });
});
