/** The key of those who make releases: it signs them, and is kept apart from the chain's servers. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";

/** Ed25519, as PEM that the pass phrase opens. */
export function makeReleaseKey(passPhrase: string): string {
  return generateKeyPairSync("ed25519", {
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: {
      type: "pkcs8",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase: passPhrase,
    },
  }).privateKey;
}

/** Throws where the pass phrase does not open it, or it is no such key. */
export function openReleaseKey(pem: string, passPhrase: string): KeyObject {
  const key = openKey(pem, passPhrase);
  if (key.asymmetricKeyType !== "ed25519") throw new Error("it is no key of releases");
  return key;
}

function openKey(pem: string, passphrase: string): KeyObject {
  try {
    return createPrivateKey({ key: pem, format: "pem", passphrase });
  } catch (error) {
    throw new Error("the pass phrase does not open the key", { cause: error });
  }
}
