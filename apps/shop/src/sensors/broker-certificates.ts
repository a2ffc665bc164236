/** The folder of the certificates of a shop's broker and its devices, and of the authority that signs them. */
import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import { dirname, join } from "node:path";
import type {
  CertificateFiles,
  CertificateSpan,
} from "@saunter/ingest/scales/mqtt/make-certificate";
import { CommandFailure } from "../command-line/command-io.ts";
import { isAnyAddress } from "../config/address-list.ts";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "../store/private-files.ts";

export interface BrokerCertificates extends CertificateFiles {
  /** The authority's certificate, in PEM. */
  readonly authority: string;
}

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 20 * 365;
/** A controller hangs on a shelf for years; what ends its rights is its user. */
const DAYS = 10 * 365;
const HOST_NAME = /^[A-Za-z0-9.-]+$/;

/**
 * What the broker listens with; what is not there is made. Throws what to do where a part is there, and its authority's
 * key is not.
 */
export async function openCertificates(
  folder: string,
  hosts: readonly string[],
  nowMs: number,
): Promise<BrokerCertificates> {
  const authority = await openAuthority(folder, nowMs);
  const found = readPair(folder, "broker");
  const names = listHosts(hosts);
  const made = found ?? (await issue(folder, "broker", { name: "broker", hosts: names, nowMs }));
  return { ...made, authority };
}

/**
 * As they are opened; a broker's certificate without one of the hosts is made again, with the names that it has and those
 * that are added.
 */
export async function addBrokerHosts(
  folder: string,
  hosts: readonly string[],
  nowMs: number,
): Promise<BrokerCertificates & { readonly added: readonly string[] }> {
  const opened = await openCertificates(folder, hosts, nowMs);
  const before = new X509Certificate(opened.certificate);
  const added = hosts.filter((host) => isUsable(host) && !isNamed(before, host));
  if (added.length === 0) return { ...opened, added };
  if (!before.verify(new X509Certificate(opened.authority).publicKey)) {
    throw new CommandFailure(
      `${join(folder, "broker.crt")} is of another authority, without ${added.join(", ")}: have it issued with that name`,
    );
  }
  const all = [...readNames(before), ...added];
  const made = await issue(folder, "broker", { name: "broker", hosts: all, nowMs });
  return { ...made, authority: opened.authority, added };
}

function isNamed(certificate: X509Certificate, host: string): boolean {
  const found =
    isIP(host) === 0
      ? certificate.checkHost(host, { subject: "never" })
      : certificate.checkIP(host);
  return found !== undefined;
}

/** Of "DNS:broker.lan, IP Address:192.168.1.10". */
function readNames({ subjectAltName = "" }: X509Certificate): string[] {
  return subjectAltName.split(", ").map((name) => name.slice(name.indexOf(":") + 1));
}

/** The certificate of a device; false where it is there already. */
export async function addDeviceCertificate(
  folder: string,
  deviceId: string,
  nowMs: number,
  isForced: boolean,
): Promise<boolean> {
  const file = join("devices", deviceId);
  if (!isForced && readPair(folder, file) !== null) return false;
  await openAuthority(folder, nowMs);
  await issue(folder, file, { name: deviceId, hosts: [], nowMs });
  return true;
}

async function openAuthority(folder: string, nowMs: number): Promise<string> {
  const path = join(folder, "ca.crt");
  if (existsSync(path)) return readFileSync(path, "utf8");
  const other = ["ca.key", "broker.crt", "broker.key"].find((name) =>
    existsSync(join(folder, name)),
  );
  if (other !== undefined) {
    throw new CommandFailure(
      `${folder} has ${other}, but not ca.crt, the certificate of its authority: put it there, or name an empty folder`,
    );
  }
  const { makeAuthority } = await loadMaking();
  const made = await makeAuthority("Saunter devices", makeSpan(nowMs, AUTHORITY_DAYS));
  writePair(folder, "ca", made);
  return made.certificate;
}

async function issue(
  folder: string,
  file: string,
  { nowMs, ...owner }: { name: string; hosts: readonly string[]; nowMs: number },
): Promise<CertificateFiles> {
  const authority = readPair(folder, "ca");
  if (authority === null) {
    throw new CommandFailure(
      `${join(folder, "ca.key")} is not there, which signs certificates: put it there for as long as it takes, or ${file}.crt and ${file}.key of your own`,
    );
  }
  const { issueCertificate } = await loadMaking();
  const made = await issueCertificate(authority, { ...owner, ...makeSpan(nowMs, DAYS) });
  writePair(folder, file, made);
  return made;
}

/** Loaded where one is to be made: a start without is quicker. */
const loadMaking = () => import("@saunter/ingest/scales/mqtt/make-certificate");

/** From the day before: clocks differ. */
function makeSpan(nowMs: number, days: number): CertificateSpan {
  return { fromMs: nowMs - DAY_MS, toMs: nowMs + days * DAY_MS };
}

/** The names by which devices may reach this machine, and those that are given. */
function listHosts(given: readonly string[]): string[] {
  const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const addresses = given.some(isAnyAddress)
    ? own.flatMap(({ address, scopeid }) => (scopeid ? [] : [address]))
    : [];
  const name = hostname();
  const all = [...given, ...addresses, name, `${name}.local`, "localhost", "127.0.0.1"];
  return [...new Set(all.filter(isUsable))];
}

function isUsable(host: string): boolean {
  return !isAnyAddress(host) && (host.includes(":") || HOST_NAME.test(host));
}

function readPair(folder: string, file: string): CertificateFiles | null {
  const [certificate, privateKey] = [join(folder, `${file}.crt`), join(folder, `${file}.key`)];
  if (!existsSync(certificate) || !existsSync(privateKey)) return null;
  return {
    certificate: readFileSync(certificate, "utf8"),
    privateKey: readFileSync(privateKey, "utf8"),
  };
}

function writePair(folder: string, file: string, made: CertificateFiles): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true, mode: PRIVATE_FOLDER });
  writeFileSync(join(folder, `${file}.key`), made.privateKey, { mode: PRIVATE_FILE });
  writeFileSync(join(folder, `${file}.crt`), made.certificate);
}
