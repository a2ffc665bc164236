/** Certificates of an authority of the shop's own, for its broker and its devices: keys on the curve P-256. */
import "reflect-metadata";
import {
  createPrivateKey,
  createPublicKey,
  KeyObject,
  type webcrypto,
  X509Certificate,
} from "node:crypto";
import { isIP } from "node:net";
import * as x509 from "@peculiar/x509";

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

const KEYS = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNING = { name: "ECDSA", hash: "SHA-256" } as const;
const OWN_CRYPTO = globalThis.crypto;

/** An authority, signed by itself. */
export async function makeAuthority(
  name: string,
  span: CertificateSpan,
): Promise<CertificateFiles> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      ...toSpan(span),
      name: toName(name),
      keys,
      signingAlgorithm: SIGNING,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(
          x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
          true,
        ),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    },
    OWN_CRYPTO,
  );
  return toFiles(certificate, keys.privateKey);
}

/** One of the authority's, for a server where it has hosts, otherwise for a client. */
export async function issueCertificate(
  authority: CertificateFiles,
  { hosts, name, ...span }: IssueOptions,
): Promise<CertificateFiles> {
  const keys = await makeKeys();
  const signing = await readKeys(authority.privateKey);
  const use =
    hosts.length > 0 ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth;
  const alternatives = hosts.map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value }));
  const certificate = await x509.X509CertificateGenerator.create(
    {
      ...toSpan(span),
      subject: toName(name),
      issuer: new x509.X509Certificate(authority.certificate).subjectName.toJSON(),
      publicKey: keys.publicKey,
      signingKey: signing.privateKey,
      signingAlgorithm: SIGNING,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([use]),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(signing.publicKey),
        ...(hosts.length > 0
          ? [new x509.SubjectAlternativeNameExtension(alternatives as x509.JsonGeneralNames)]
          : []),
      ],
    },
    OWN_CRYPTO,
  );
  return toFiles(certificate, keys.privateKey);
}

/** Of a certificate in PEM, as browsers show it. */
export function readFingerprint(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256;
}

function toName(name: string): x509.JsonName {
  return [{ CN: [name] }];
}

function toSpan({ fromMs, toMs }: CertificateSpan): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(fromMs), notAfter: new Date(toMs) };
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return OWN_CRYPTO.subtle.generateKey(KEYS, true, ["sign", "verify"]);
}

/** Throws where it is no key on the curve P-256. */
async function readKeys(privateKey: string): Promise<webcrypto.CryptoKeyPair> {
  const own = createPrivateKey(privateKey);
  const bytes = own.export({ type: "pkcs8", format: "der" });
  const open = createPublicKey(own).export({ type: "spki", format: "der" });
  return {
    privateKey: await OWN_CRYPTO.subtle.importKey("pkcs8", bytes, KEYS, false, ["sign"]),
    publicKey: await OWN_CRYPTO.subtle.importKey("spki", open, KEYS, true, ["verify"]),
  };
}

function toFiles(
  certificate: x509.X509Certificate,
  privateKey: webcrypto.CryptoKey,
): CertificateFiles {
  return {
    certificate: `${certificate.toString("pem")}\n`,
    privateKey: String(KeyObject.from(privateKey).export({ type: "pkcs8", format: "pem" })),
  };
}
