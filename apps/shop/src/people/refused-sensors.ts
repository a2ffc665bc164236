/** Sign-ins of devices that were refused are counted as those of people are, and so are messages on others' topics. */
import { countRefused } from "../security/refused-sign-ins.ts";
import { REFUSED_WAITING_MAX } from "../security/security-limits.ts";
import type { Store } from "../store/store.ts";
import { findUserByName } from "./users.ts";

type Refused = readonly [deviceId: string | null, address: string | null];

/** Those that come while others are written down wait, so many at most. */
export function createRefusalCounter(
  store: Pick<Store, "transact">,
  nowMs: () => number,
  onError: (error: unknown) => void,
): (deviceId: string | null, address: string | null) => void {
  let waiting: Refused[] = [];
  let isWriting = false;
  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      const counted = waiting;
      waiting = [];
      await store.transact((tx) => {
        for (const [deviceId, address] of counted) {
          const user = deviceId === null ? null : findUserByName(tx, deviceId);
          countRefused(tx, user?.userId ?? null, address, nowMs());
        }
      });
    }
  };
  return (deviceId, address) => {
    if (waiting.length >= REFUSED_WAITING_MAX) return;
    waiting.push([deviceId, address]);
    if (isWriting) return;
    isWriting = true;
    write()
      .catch(onError)
      .finally(() => {
        isWriting = false;
      });
  };
}
