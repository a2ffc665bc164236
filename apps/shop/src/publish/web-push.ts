/**
 * Messages to browsers: encrypted for the device (RFC 8291, in the form of RFC 8188), and sent with a
 * signature of the shop's own (VAPID, RFC 8292). The push service in between reads none of them.
 */
import {
  createCipheriv,
  createECDH,
  createPrivateKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";

/** What a browser's PushManager gives; keys in base64url. */
export interface PushSubscriptionKeys {
  readonly endpoint: string;
  /** Its public key: a point of P-256, uncompressed. */
  readonly p256dh: string;
  readonly auth: string;
}

export interface VapidKeys {
  /** Uncompressed point, base64url: what browsers subscribe with. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

const CURVE = "prime256v1";
const KEY_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** One record: push services take 4 kB, and alerts are short. */
const RECORD_BYTES = 4096;
/** Of which this is left for the text: a delimiter and the tag are added. */
export const PUSH_BYTES_MAX = RECORD_BYTES - TAG_BYTES - 1 - 86;
const TOKEN_LIFE_S = 12 * 3600;

/** @param scalar 32 bytes that nobody else knows: the private key. */
export function makeVapidKeys(scalar: Uint8Array): VapidKeys {
  const ecdh = createECDH(CURVE);
  ecdh.setPrivateKey(scalar);
  const point = ecdh.getPublicKey();
  const jwk = {
    kty: "EC",
    crv: "P-256",
    d: Buffer.from(scalar).toString("base64url"),
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  return {
    publicKey: point.toString("base64url"),
    privateKey: createPrivateKey({ key: jwk, format: "jwk" }),
  };
}

/** `Authorization` of a request to a push service. `subject` is where its operators find the shop's. */
export function signVapid(
  { publicKey, privateKey }: VapidKeys,
  { endpoint, subject, nowMs }: { endpoint: string; subject: string; nowMs: number },
): string {
  const encode = (value: object): string =>
    Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = {
    aud: new URL(endpoint).origin,
    exp: Math.floor(nowMs / 1000) + TOKEN_LIFE_S,
    sub: subject,
  };
  const text = `${encode({ typ: "JWT", alg: "ES256" })}.${encode(claims)}`;
  const signature = sign("sha256", Buffer.from(text), {
    key: privateKey,
    dsaEncoding: "ieee-p1363",
  });
  return `vapid t=${text}.${signature.toString("base64url")}, k=${publicKey}`;
}

/** What has to be new for each message: the sender's private key and a salt. */
export interface PushEntropy {
  readonly scalar: Uint8Array;
  readonly salt: Uint8Array;
}

const drawEntropy = (): PushEntropy => {
  const ecdh = createECDH(CURVE);
  ecdh.generateKeys();
  return { scalar: ecdh.getPrivateKey(), salt: randomBytes(16) };
};

/**
 * The body of a request to a push service, `Content-Encoding: aes128gcm`.
 * Throws where the subscription's key is no point of the curve, or the text is too long.
 */
export function encryptPush(
  text: string,
  { p256dh, auth }: Pick<PushSubscriptionKeys, "p256dh" | "auth">,
  { scalar, salt }: PushEntropy = drawEntropy(),
): Uint8Array {
  const plain = Buffer.from(text);
  if (plain.length > PUSH_BYTES_MAX) throw new RangeError("a push message is too long");
  const receiver = Buffer.from(p256dh, "base64url");
  const ecdh = createECDH(CURVE);
  ecdh.setPrivateKey(scalar);
  const sender = ecdh.getPublicKey();
  const shared = ecdh.computeSecret(receiver);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), receiver, sender]);
  const secret = derive(shared, Buffer.from(auth, "base64url"), info, 32);
  const key = derive(secret, salt, Buffer.from("Content-Encoding: aes128gcm\0"), KEY_BYTES);
  const nonce = derive(secret, salt, Buffer.from("Content-Encoding: nonce\0"), NONCE_BYTES);
  const cipher = createCipheriv("aes-128-gcm", key, nonce, { authTagLength: TAG_BYTES });
  // The delimiter of the last record.
  const sealed = [cipher.update(plain), cipher.update(Uint8Array.of(2)), cipher.final()];
  const header = Buffer.alloc(5);
  header.writeUInt32BE(RECORD_BYTES);
  header[4] = sender.length;
  return Buffer.concat([salt, header, sender, ...sealed, cipher.getAuthTag()]);
}

function derive(key: Uint8Array, salt: Uint8Array, info: Uint8Array, bytes: number): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", key, salt, info, bytes));
}
