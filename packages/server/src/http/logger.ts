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

/** Lines that wait for a reader who has stopped reading, bytes; those that follow are dropped. */
export const UNREAD_BYTES_MAX = 1024 * 1024;

/** pino's own writer tries again without end, also when the process is told to stop. */
export function createDestination(
  stream: Pick<NodeJS.WriteStream, "writableLength" | "write">,
): DestinationStream {
  return {
    write: (line) => {
      if (stream.writableLength < UNREAD_BYTES_MAX) stream.write(line);
    },
  };
}

export function createHttpLogger(
  level: string,
  destination = createDestination(process.stdout),
): Logger {
  return pino({ level, redact: { paths: REDACTED, censor: "[redacted]" } }, destination);
}
