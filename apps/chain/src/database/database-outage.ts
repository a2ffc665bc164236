/** Tells an unreachable database from other errors, and logs one line for an outage of it. */
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import type { Logger } from "pino";

/** SQLSTATE and system codes: the database can't be reached, or is being shut down or started. */
const AWAY_CODE = /^(?:08|57P|ECONN|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE)/;
/** Errors of `pg` that have no code. */
const AWAY_MESSAGE =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { readonly code?: unknown };
  if (typeof code === "string") return AWAY_CODE.test(code);
  return AWAY_MESSAGE.test(error.message);
}

const PING_WITHIN_MS = 5000;
const PING_EVERY_MS = 1000;

/** Rejects if a new connection can't be opened. */
export async function pingDatabase(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: PING_WITHIN_MS });
  client.on("error", () => {});
  await client.connect();
  await client.end();
}

export interface FailureLogOptions {
  readonly logger: Pick<Logger, "error" | "info">;
  /** Rejects while the database is away. */
  readonly ping: () => Promise<void>;
  readonly nowMs: () => number;
  /** The pause between pings. */
  readonly pause?: () => Promise<unknown>;
}

/**
 * Logs what failed and is tried again. While the database is away everything fails, each second: then it logs one line
 * when that begins, and one when the database answers again.
 */
export function createFailureLog({
  logger,
  ping,
  nowMs,
  pause = () => wait(PING_EVERY_MS, undefined, { ref: false }),
}: FailureLogOptions): (what: string, error: unknown) => void {
  let isAway = false;

  async function untilBack(sinceMs: number): Promise<void> {
    do await pause();
    while (
      !(await ping().then(
        () => true,
        () => false,
      ))
    );
    isAway = false;
    logger.info({ awayMs: nowMs() - sinceMs }, "the database answers again");
  }

  return (what, error) => {
    if (!isDatabaseAway(error)) {
      logger.error({ err: error }, what);
      return;
    }
    if (isAway) return;
    isAway = true;
    const { message } = error as Error;
    logger.error({ what, reason: message }, "the database is away; all of it is tried again");
    void untilBack(nowMs());
  };
}
