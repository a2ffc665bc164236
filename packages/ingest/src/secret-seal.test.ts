import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSecretSeal } from "./secret-seal.ts";

const { privateKey } = generateKeyPairSync("ed25519");
const SECRET = new Uint8Array(20).fill(7);

describe("a sealed secret", () => {
  const { seal, open } = createSecretSeal(privateKey, "tests");
  const sealed = seal("user-1", SECRET);

  it("is opened for its owner, and says nothing by itself", () => {
    expect(open("user-1", sealed)).toEqual(SECRET);
    expect(Buffer.from(sealed).includes(Buffer.from(SECRET))).toBe(false);
    expect(seal("user-1", SECRET)).not.toEqual(sealed);
  });

  it("is opened for nobody else, by no other key, and not where a byte of it is another", () => {
    expect(open("user-2", sealed)).toBeNull();
    expect(createSecretSeal(privateKey, "others").open("user-1", sealed)).toBeNull();
    const other = createSecretSeal(generateKeyPairSync("ed25519").privateKey, "tests");
    expect(other.open("user-1", sealed)).toBeNull();
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.slice();
      changed[at]! ^= 1;
      expect(open("user-1", changed), String(at)).toBeNull();
    }
    for (const length of [0, 27, 28]) expect(open("user-1", sealed.slice(0, length))).toBeNull();
  });
});
