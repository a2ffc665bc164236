import type { Observation } from "@saunter/engine/observation";
import { NO_PICTURES } from "@saunter/ingest/product-images/picture-files";
import { EXAMPLE_RECORDINGS, EXAMPLE_SHOP } from "@saunter/ingest/recordings/recording-example";
import { describe, expect, it } from "vitest";
import type { FloorConfig, SourceConfig } from "../config/shop-config.ts";
import { openSource } from "./open-sensor-source.ts";
import type { SensorSource } from "./sensor-source.ts";
import { ONLY_GATE } from "./source-doors.ts";

const START_MS = 1_772_442_000_000;
const open = (source: SourceConfig, floor: FloorConfig | null = null) =>
  openSource(
    { source, shopModel: null, floor, pictures: NO_PICTURES },
    {
      nowMs: () => START_MS,
      recordings: EXAMPLE_RECORDINGS,
      openPipeline: () => expect.unreachable("no camera is looked through"),
    },
  );

const NEVER = new AbortController().signal;

/** The first observations of a source. */
async function take(source: SensorSource, count: number): Promise<Observation[]> {
  const taken: Observation[] = [];
  for await (const chunk of source.observations(NEVER)) {
    taken.push(...chunk);
    if (taken.length >= count) break;
  }
  return taken;
}

describe("a recording as a source", () => {
  it("has the recording's shop and observations", async () => {
    const source = await open({ kind: "recording", folder: "a/first", speed: 5 });
    expect(source.shop).toBe(EXAMPLE_SHOP);
    expect(source.pace!.speed).toBe(5);
    const taken = await take(source, 100);
    expect(taken).toHaveLength(5);
    expect(taken[0]).toMatchObject({ kind: "plates", timestampMs: 1_587_532_007_000 });
  });

  it("has its one gate everywhere: whoever appears has come in, and leaves where they are", async () => {
    const source = await open({ kind: "recording", folder: "a/first", speed: 1 });
    expect(source.doors).toEqual([{ gateId: ONLY_GATE, zone: null, direction: "both" }]);
  });
});

describe("a simulated source", () => {
  it("is refused where nothing simulates a world, with what to do", async () => {
    const source: SourceConfig = {
      kind: "simulated",
      seed: 3,
      scenario: "busy",
      speed: 2,
      shoppersAtOnce: null,
    };
    await expect(open(source)).rejects.toThrow(/source: simulated needs the app @saunter\/lab/);
  });
});
