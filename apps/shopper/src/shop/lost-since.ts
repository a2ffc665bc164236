/** Since when what is shown is not of now. */
import { effect, signal } from "@preact/signals";
import { toProblem } from "@saunter/client/problem";
import { connection } from "./events.ts";
import { customer, findCustomer, isOffline } from "./session.ts";

/** By this phone's clock, Unix ms; null while it is live, and before it ever was. */
export const lostSinceMs = signal<number | null>(null);

/** A stream that is cut says so late, or never where the phone has lost its network: both are watched for. */
export function watchConnection(): () => void {
  let wasLive = false;
  const stopFinding = effect(() => {
    if (connection.value === "live") isOffline.value = false;
  });
  const stop = effect(() => {
    const isLive = connection.value === "live" && !isOffline.value;
    // Whoever has gone is shown nothing that could be old.
    if (isLive || customer.value === null) lostSinceMs.value = null;
    else if (wasLive) lostSinceMs.value = Date.now();
    wasLive = isLive;
  });
  const lose = (): void => {
    isOffline.value = true;
  };
  const find = (): void => void findCustomer().catch(toProblem);
  window.addEventListener("offline", lose);
  window.addEventListener("online", find);
  return () => {
    stopFinding();
    stop();
    window.removeEventListener("offline", lose);
    window.removeEventListener("online", find);
  };
}
