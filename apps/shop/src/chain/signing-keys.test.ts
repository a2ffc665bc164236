import { generateKeyPairSync } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { formatShopKeys } from "@saunter/protocol/chain/shop-keys";
import { formatPublicKey } from "@saunter/server/signatures/ed25519";
import { expect, it } from "vitest";
import {
  hasChainSigned,
  noteChainSigned,
  openSigningKeys,
  SIGNING_SCHEMA,
} from "./signing-keys.ts";

it("knows from new credentials that the chain signs, and from older ones once it has signed", () => {
  const db = new DatabaseSync(":memory:");
  db.exec(SIGNING_SCHEMA);
  const { privateKey } = generateKeyPairSync("ed25519");
  const open = (chainSigns: boolean) => {
    const chainKey = formatPublicKey(privateKey);
    const rowSeed = Buffer.alloc(32, 7).toString("base64url");
    const text = formatShopKeys({ chainKey, rowSeed, userKey: `U${"A".repeat(55)}`, chainSigns });
    return openSigningKeys({ credentials: { source: "test", reveal: () => text } })!;
  };
  const [older, newer] = [open(false), open(true)];
  expect(hasChainSigned({ db }, "north", newer)).toBe(true);
  expect(hasChainSigned({ db }, "north", older)).toBe(false);
  noteChainSigned({ db }, "north", older);
  expect(hasChainSigned({ db }, "north", older)).toBe(true);
  expect(hasChainSigned({ db }, "south", older)).toBe(false);
});
