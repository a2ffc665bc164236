/** Certificates of an authority that a test makes. */
import { type CertificateFiles, issueCertificate, makeAuthority } from "./make-certificate.ts";

const DAY_MS = 86_400_000;

export interface TestAuthority {
  readonly certificate: string;
  readonly broker: CertificateFiles;
  /** A device's, good from yesterday for so many days. */
  issue(deviceId: string, days?: number): Promise<CertificateFiles>;
}

export async function createTestAuthority(name = "Test"): Promise<TestAuthority> {
  const fromMs = Date.now() - DAY_MS;
  const authority = await makeAuthority(name, { fromMs, toMs: fromMs + 30 * DAY_MS });
  const issue = (owner: string, hosts: readonly string[], days: number) =>
    issueCertificate(authority, { name: owner, hosts, fromMs, toMs: fromMs + days * DAY_MS });
  return {
    certificate: authority.certificate,
    broker: await issue("broker", ["localhost", "127.0.0.1"], 30),
    issue: (deviceId, days = 30) => issue(deviceId, [], days),
  };
}
