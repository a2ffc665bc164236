/** Logs without personal data: routes instead of addresses, and what gets in by mistake is blackened. */
import pino, { type DestinationStream, type Logger } from "pino";

const SECRETS = ["authorization", "cookie", "token", "password", "email", "shown", "lookupToken"];

/** Paths of pino's that hold secrets at the top or one step down. */
const REDACTED = [
  ...SECRETS.flatMap((name) => [name, `*.${name}`]),
  'req.headers["authorization"]',
  'req.headers["cookie"]',
  'res.headers["set-cookie"]',
  "req.url",
  "req.query",
  "req.remoteAddress",
];

export function createHttpLogger(level: string, destination?: DestinationStream): Logger {
  const options = { level, redact: { paths: REDACTED, censor: "[redacted]" } };
  return destination === undefined ? pino(options) : pino(options, destination);
}
