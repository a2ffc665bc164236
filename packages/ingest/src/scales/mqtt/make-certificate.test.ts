/** Certificates as others read them: Node's own reader, TLS between two sockets, and OpenSSL. */
import { execFileSync, spawnSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { issueCertificate, makeAuthority, readFingerprint } from "./make-certificate.ts";

const HAS_OPENSSL = spawnSync("openssl", ["version"]).error === undefined;
const FROM_MS = Date.UTC(2026, 0, 2, 3, 4, 5);
const TO_MS = Date.UTC(2051, 5, 6, 7, 8, 9);
const SPAN = { fromMs: FROM_MS, toMs: TO_MS };
const HOSTS = ["broker.local", "192.0.2.7", "fd00::1:2", "::1", "2001:db8:1:2:3:4:5:6"];

const authority = await makeAuthority("Scales of Élan", SPAN);
const broker = await issueCertificate(authority, { name: "broker", hosts: HOSTS, ...SPAN });
const device = await issueCertificate(authority, { name: "shelf-1", hosts: [], ...SPAN });

describe("certificates", () => {
  it("say whose they are, for what, and from when until when", () => {
    const [own, server, client] = [authority, broker, device].map(
      ({ certificate }) => new X509Certificate(certificate),
    );
    expect(own!.ca).toBe(true);
    expect([server!.ca, client!.ca]).toEqual([false, false]);
    expect(own!.subject).toBe("CN=Scales of Élan");
    expect(client!.subject).toBe("CN=shelf-1");
    expect(client!.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    expect(server!.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    expect(client!.subjectAltName).toBeUndefined();
    for (const host of HOSTS.slice(1)) expect(server!.checkIP(host)).toBe(host);
    expect(server!.checkHost("broker.local")).toBe("broker.local");
    expect(server!.checkIP("192.0.2.8")).toBeUndefined();
    for (const one of [own!, server!, client!]) {
      expect(one.issuer).toBe("CN=Scales of Élan");
      expect(one.verify(own!.publicKey)).toBe(true);
      expect([Date.parse(one.validFrom), Date.parse(one.validTo)]).toEqual([FROM_MS, TO_MS]);
    }
    expect(client!.checkIssued(own!)).toBe(true);
    expect(client!.checkPrivateKey(createPrivateKey(device.privateKey))).toBe(true);
    expect(client!.checkPrivateKey(createPrivateKey(broker.privateKey))).toBe(false);
    expect(client!.serialNumber).not.toBe(server!.serialNumber);
    expect(readFingerprint(device.certificate)).toBe(client!.fingerprint256);
  });

  it.skipIf(!HAS_OPENSSL)("are verified by OpenSSL, each for its own purpose alone", async () => {
    const folder = mkdtempSync(join(tmpdir(), "certificates-"));
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const ca = write("ca.crt", authority.certificate);
    const other = write("other.crt", (await makeAuthority("Scales of Élan", SPAN)).certificate);
    const verify = (trusted: string, purpose: string, file: string) =>
      spawnSync("openssl", [
        ...["verify", "-x509_strict", "-attime", String(FROM_MS / 1000 + 1)],
        ...["-CAfile", trusted, "-purpose", purpose, file],
      ]).status;
    const client = write("device.crt", device.certificate);
    const server = write("broker.crt", broker.certificate);
    expect(verify(ca, "sslclient", client)).toBe(0);
    expect(verify(ca, "sslserver", server)).toBe(0);
    expect(verify(ca, "sslserver", client)).not.toBe(0);
    expect(verify(ca, "sslclient", server)).not.toBe(0);
    expect(verify(other, "sslclient", client)).not.toBe(0);
    const text = execFileSync("openssl", ["x509", "-in", ca, "-noout", "-text"]).toString();
    expect(text).toMatch(/CA:TRUE/);
  });
});
