/** Password checks go on a few at once: of all who ask, and of one address. */
import { nameNetwork } from "@saunter/server/http/caller-address";
import { ProblemError } from "../../http/problem.ts";

/** Seconds after which one who was sent away may ask again: a check takes a tenth of a second. */
const RETRY_AFTER_S = 1;

export interface CheckLimits {
  readonly inAll: number;
  readonly perAddress: number;
}

/** Runs a check, or throws a `ProblemError` with `rate-limited` where too many go on. */
export type RunCheck = <T>(address: string, check: () => Promise<T>) => Promise<T>;

export function createPasswordChecks({ inAll, perAddress }: CheckLimits): RunCheck {
  const running = new Map<string, number>();
  let all = 0;
  return async (address, check) => {
    const network = nameNetwork(address);
    const own = running.get(network) ?? 0;
    if (all >= inAll || own >= perAddress) {
      throw new ProblemError("rate-limited", "too many people are signing in at this moment", {
        headers: { "retry-after": String(RETRY_AFTER_S) },
      });
    }
    all++;
    running.set(network, own + 1);
    try {
      return await check();
    } finally {
      all--;
      const left = running.get(network)! - 1;
      if (left === 0) running.delete(network);
      else running.set(network, left);
    }
  };
}
