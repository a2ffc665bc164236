/** A shop's process full of people, with its pages; tells its address and, when asked, its CPU time. */
import { findScreens } from "@saunter/edge/find-screens";
import { runShop } from "@saunter/edge/serve/run-shop";
import { makeCrashConfig } from "@saunter/edge/torture/crash-config";

const [folder, seed] = process.argv.slice(2) as [string, string];
const stop = new AbortController();
process.on("message", (message) => {
  if (message === "stop") stop.abort();
  else process.send!({ cpuUs: sumCpu() });
});

function sumCpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

await runShop(
  makeCrashConfig(folder, Number(seed)),
  () => {
    throw new Error("the goods of this shop do not change");
  },
  (address) => process.send!({ address }),
  stop.signal,
  // The machine's clock is taken for right.
  true,
  findScreens(),
);
process.disconnect();
