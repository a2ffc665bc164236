import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMART_CART } from "@saunter/engine/parameters/smart-cart";
import { writeCartRecording } from "@saunter/ingest/cart-recordings/write-cart-recording";
import { takeValues } from "@saunter/numerics/parameter-table";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { playRecording, recordTrip } from "./play-trip.ts";
import { createTripPool, type TripPool } from "./trip-pool.ts";

let dir = "";
let pool: TripPool;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "trip-pool-"));
  pool = createTripPool();
});
afterEach(async () => {
  await pool.close();
  await rm(dir, { recursive: true });
});

describe("the threads that play trips", () => {
  it("play recorded ones, with other values of parameters as well", async () => {
    const recording = recordTrip({ habit: "unscanned", seed: 5, family: "poor-scale" });
    const own = join(dir, "one");
    await writeCartRecording(own, recording);
    const changes = { unscanned: 0.5, putFirst: 0.2 };
    const played = await pool.measure([
      { task: own, changes: {} },
      { task: own, changes },
    ]);
    const changed = playRecording(recording, takeValues(SMART_CART, changes));
    expect(played).toEqual([playRecording(recording), changed]);
    expect(played[0]!.certainty).not.toEqual(changed!.certainty);
  });

  it("name a recording that has no truth", async () => {
    const own = join(dir, "one");
    await writeCartRecording(own, { ...recordTrip({ habit: "honest", seed: 5 }), truth: null });
    const task = { task: own, changes: {} };
    await expect(pool.measure([task])).rejects.toThrow(/one.*it has no truth.json/);
  });
});
