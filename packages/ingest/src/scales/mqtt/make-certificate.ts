/**
 * Certificates of an authority of the shop's own, for its broker and its devices: X.509 version 3 (RFC 5280), keys on the
 * curve P-256, signed by ECDSA with SHA-256 (RFC 5758, section 3.2), written in DER (X.690).
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from "node:crypto";
import { isIP } from "node:net";

/** Both in PEM. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly privateKey: string;
}

export interface CertificateSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface IssueOptions extends CertificateSpan {
  /** The common name: of a device its id. */
  readonly name: string;
  /** Names and IP addresses of a server; of a client none. */
  readonly hosts: readonly string[];
}

const CURVE = "P-256";
const SERIAL_BYTES = 16;
/** An uncompressed point of the curve, at the end of its key (RFC 5480, section 2.2). */
const POINT_BYTES = 65;

const OID = {
  ecdsaSha256: "1.2.840.10045.4.3.2",
  commonName: "2.5.4.3",
  subjectKeyId: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyId: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
} as const;

/** Unused bits at the end, then the bits: keyCertSign and cRLSign of an authority, digitalSignature of others. */
const AUTHORITY_USAGE = [1, 0b0000_0110];
const OWN_USAGE = [7, 0b1000_0000];

/** An authority, signed by itself. */
export function makeAuthority(name: string, span: CertificateSpan): CertificateFiles {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: CURVE });
  const extensions = [
    writeExtension(OID.basicConstraints, true, sequence(tagged(0x01, Buffer.of(0xff)))),
    writeExtension(OID.keyUsage, true, tagged(0x03, Buffer.from(AUTHORITY_USAGE))),
    writeExtension(OID.subjectKeyId, false, tagged(0x04, hashKey(publicKey))),
  ];
  const signed = writeCertificate({ issuer: name, name, span, publicKey, extensions }, privateKey);
  return { certificate: signed, privateKey: writeKey(privateKey) };
}

/** One of the authority's, for a server where it has hosts, otherwise for a client. */
export function issueCertificate(
  authority: CertificateFiles,
  { hosts, name, ...span }: IssueOptions,
): CertificateFiles {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: CURVE });
  const issuer = new X509Certificate(authority.certificate);
  const authorityKey = createPrivateKey(authority.privateKey);
  const use = hosts.length > 0 ? OID.serverAuth : OID.clientAuth;
  const keyId = tagged(0x80, hashKey(createPublicKey(authorityKey)));
  const extensions = [
    writeExtension(OID.basicConstraints, true, sequence()),
    writeExtension(OID.keyUsage, true, tagged(0x03, Buffer.from(OWN_USAGE))),
    writeExtension(OID.extendedKeyUsage, false, sequence(writeOid(use))),
    writeExtension(OID.subjectKeyId, false, tagged(0x04, hashKey(publicKey))),
    writeExtension(OID.authorityKeyId, false, sequence(keyId)),
    ...(hosts.length > 0
      ? [writeExtension(OID.subjectAltName, false, sequence(...hosts.map(writeHost)))]
      : []),
  ];
  const filled = { issuer: readCommonName(issuer), name, span, publicKey, extensions };
  return {
    certificate: writeCertificate(filled, authorityKey),
    privateKey: writeKey(privateKey),
  };
}

/** Of a certificate in PEM, as browsers show it. */
export function readFingerprint(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256;
}

function readCommonName({ subject }: X509Certificate): string {
  const name = /^CN=(.*)$/m.exec(subject)?.[1];
  if (name === undefined || subject.includes("\n")) {
    throw new Error(`an authority with a common name alone is needed, not ${subject}`);
  }
  return name;
}

interface Filled {
  readonly issuer: string;
  readonly name: string;
  readonly span: CertificateSpan;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

function writeCertificate(filled: Filled, signedBy: KeyObject): string {
  const { extensions, issuer, name, publicKey, span } = filled;
  // Positive, and of full length.
  const serial = randomBytes(SERIAL_BYTES);
  serial[0] = (serial[0]! & 0x7f) | 0x40;
  const algorithm = sequence(writeOid(OID.ecdsaSha256));
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.of(2))),
    tagged(0x02, serial),
    algorithm,
    writeName(issuer),
    sequence(writeTime(span.fromMs), writeTime(span.toMs)),
    writeName(name),
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(...extensions)),
  );
  const signature = Buffer.concat([Buffer.of(0), sign("sha256", body, signedBy)]);
  const der = sequence(body, algorithm, tagged(0x03, signature));
  const lines = der.toString("base64").match(/.{1,64}/g)!;
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

function writeName(name: string): Buffer {
  const text = tagged(0x0c, Buffer.from(name, "utf8"));
  return sequence(tagged(0x31, sequence(writeOid(OID.commonName), text)));
}

/** UTCTime until 2049, GeneralizedTime after that (RFC 5280, section 4.1.2.5). */
function writeTime(atMs: number): Buffer {
  const text = `${new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:T]/g, "")}Z`;
  return Number(text.slice(0, 4)) < 2050
    ? tagged(0x17, Buffer.from(text.slice(2)))
    : tagged(0x18, Buffer.from(text));
}

function writeExtension(oid: string, isCritical: boolean, value: Buffer): Buffer {
  const critical = isCritical ? [tagged(0x01, Buffer.of(0xff))] : [];
  return sequence(writeOid(oid), ...critical, tagged(0x04, value));
}

/** dNSName or iPAddress of a GeneralName (RFC 5280, section 4.2.1.6). */
function writeHost(host: string): Buffer {
  const version = isIP(host);
  if (version === 0) return tagged(0x82, Buffer.from(host, "ascii"));
  if (version === 4) return tagged(0x87, Buffer.from(host.split(".").map(Number)));
  return tagged(0x87, writeIpv6(host));
}

function writeIpv6(host: string): Buffer {
  // The URL parser writes the shortest form, which has one gap at most and no dotted part.
  const [head, tail] = new URL(`http://[${host}]`).hostname.slice(1, -1).split("::");
  const split = (text: string | undefined) =>
    text === undefined || text === "" ? [] : text.split(":");
  const [before, after] = [split(head), split(tail)];
  const gap = new Array<string>(8 - before.length - after.length).fill("0");
  const groups = [...before, ...gap, ...after].map((group) => Number.parseInt(group, 16));
  return Buffer.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

function hashKey(publicKey: KeyObject): Buffer {
  const point = publicKey.export({ type: "spki", format: "der" }).subarray(-POINT_BYTES);
  return createHash("sha1").update(point).digest();
}

function writeKey(privateKey: KeyObject): string {
  return String(privateKey.export({ type: "pkcs8", format: "pem" }));
}

function writeOid(oid: string): Buffer {
  const [first, second, ...rest] = oid.split(".").map(Number) as [number, number, ...number[]];
  const bytes = [40 * first + second, ...rest].flatMap((arc) => {
    const digits = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
    return digits;
  });
  return tagged(0x06, Buffer.from(bytes));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const size = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}
