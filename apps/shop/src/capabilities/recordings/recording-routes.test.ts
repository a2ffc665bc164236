/** Operators start and stop recordings; the audit log says who. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { readSecurityEvents } from "../security/security-events-fixture.ts";

const PLATES = {
  kind: "plates",
  gondola: 1,
  sampleRateHz: 10,
  sampleCount: 1,
  shelfCount: 2,
  plateCount: 2,
  samplesG: Float32Array.of(Number.NaN, Number.NaN, Number.NaN, 500),
} as const;

describe("a recording of the shop's sensors", () => {
  const api = startApi();
  const read = async () => (await api.get("/v1/recording", { as: "operator" })).body;
  const start = (body: object = {}) => api.post("/v1/recording/start", { as: "operator", body });
  const stop = () => api.post("/v1/recording/stop", { as: "operator" });
  const listEvents = () =>
    readSecurityEvents(api.fixture.store).filter(({ kind }) => kind.startsWith("recording."));

  it("runs from start to stop in the shop's own folder, and starts once", async () => {
    const folder = join(api.fixture.process.config.dataFolder, "recordings");
    expect(await read()).toEqual({ folder, running: null, last: null });
    const started = await start({ minutes: 30 });
    const startedMs = api.fixture.clock.nowMs;
    expect(started.body.running).toMatchObject({ startedMs, endsMs: startedMs + 30 * 60_000 });
    expect((await start({ minutes: 5 })).body).toEqual(started.body);
    api.fixture.hooks.onObservation?.({ ...PLATES, timestampMs: startedMs });
    const { running } = await read();
    expect(running.bytes).toBeGreaterThan(0);
    const stopped = await stop();
    expect(stopped.body).toMatchObject({
      running: null,
      last: { name: running.name, bytes: running.bytes, endedBy: "stopped" },
    });
    expect((await stop()).body).toEqual(stopped.body);
    expect(readdirSync(folder)).toEqual([running.name]);
    expect(listEvents()).toMatchObject([
      {
        kind: "recording.started",
        principal: { kind: "user", roles: ["operator"] },
        changes: { minutes: { after: 30 } },
      },
      { kind: "recording.stopped", principal: { kind: "user" }, changes: {} },
    ]);
  });

  it("ends by itself after its time, which the audit log has as the shop's own act", async () => {
    const { endsMs } = (await start()).body.running;
    expect(endsMs - api.fixture.clock.nowMs).toBe(60 * 60_000);
    await api.fixture.pass(60 * 60_000);
    api.fixture.repeat(1000);
    await expect.poll(async () => (await read()).last.endedBy).toBe("time");
    await expect
      .poll(() => listEvents().at(-1))
      .toMatchObject({
        kind: "recording.stopped",
        principal: { kind: "shop" },
        changes: { endedBy: { after: "time" } },
      });
  });

  it("is refused with more than four hours", async () => {
    expect((await start({ minutes: 241 })).body.code).toBe("input-invalid");
  });

  it("is for operators alone", async () => {
    for (const as of ["reviewer", "clerk", "integrator", "sensor", "shopper"] as const) {
      const answers = [
        await api.get("/v1/recording", { as }),
        await api.post("/v1/recording/start", { as, body: {} }),
        await api.post("/v1/recording/stop", { as }),
      ];
      expect(
        answers.map(({ status }) => status),
        as,
      ).toEqual([403, 403, 403]);
    }
    expect((await read()).running).toBeNull();
  });
});

describe("a shop whose disk is nearly full", () => {
  const api = startApi({
    surroundings: {
      openMachine: () => ({
        read: () => ({ diskFreeBytes: 1e9, diskBytes: 100e9, lagMs: 1 }),
        close: () => {},
      }),
    },
  });

  it("refuses to record", async () => {
    const answer = await api.post("/v1/recording/start", { as: "operator", body: {} });
    expect([answer.status, answer.body.code]).toEqual([409, "recording-unavailable"]);
    expect(readSecurityEvents(api.fixture.store).map(({ kind }) => kind)).not.toContain(
      "recording.started",
    );
  });
});
