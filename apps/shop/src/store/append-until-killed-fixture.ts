/**
 * For tests: a process that has a shop's folder. It appends so many events, or goes on for ever, and
 * says the number of each when it is on the disk; then it keeps the folder until it is killed.
 *
 *     append-until-killed-fixture.ts FOLDER [EVENTS [kept]]
 *
 * At its end nobody refers to the store any more, unless it is kept: a database that is let go of closes, and
 * its log goes with it.
 */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { StoreError } from "./store-error.ts";
import { openTestStore } from "./store-fixture.ts";

const EXIT_REFUSED = 3;
const KEEP_ALIVE_MS = 60_000;

const [folder, events, kept] = process.argv.slice(2);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  const store = openTestStore(folder!);
  say(`open ${store.position()}`);
  const end = events === undefined ? Number.POSITIVE_INFINITY : store.position() + Number(events);
  while (store.position() < end) {
    const shopperId = String(store.position() % 7);
    await store.transact((tx) =>
      tx.append("shopper", shopperId, [{ type: "ShopperExited", shopperId }]),
    );
    say(String(store.position()));
  }
  setInterval(kept === undefined ? () => {} : () => store.position(), KEEP_ALIVE_MS);
  // What nobody refers to any more is let go of now, not some time.
  setFlagsFromString("--expose-gc");
  setTimeout(() => {
    runInNewContext("gc")();
    say("rests");
  });
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  say(error.code);
  process.exitCode = EXIT_REFUSED;
}
