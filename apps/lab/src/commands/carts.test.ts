import type { CartRecording } from "@saunter/ingest/cart-recordings/cart-recording";
import { createCapturedIo } from "@saunter/shop/command-line/captured-io";
import { runCommandLine } from "@saunter/shop/command-line/run-command-line";
import { describe, expect, it } from "vitest";
import { addEvaluateCartCommand } from "./evaluate-cart.ts";
import { addSimulateCartCommand } from "./simulate-cart.ts";

async function simulate(...args: string[]) {
  const captured = createCapturedIo();
  const written = new Map<string, CartRecording>();
  const writeRecording = async (dir: string, recording: CartRecording): Promise<void> => {
    written.set(dir, recording);
  };
  const all = ["simulate-cart", "--out", "trips", ...args];
  const code = await runCommandLine(all, "1.2.3", captured.io, (program) =>
    addSimulateCartCommand(program, { io: captured.io, writeRecording }),
  );
  return { code, written, captured };
}

async function evaluate(recordings: ReadonlyMap<string, CartRecording>, ...args: string[]) {
  const captured = createCapturedIo();
  const dependencies = {
    io: captured.io,
    findRecordings: async () => [...recordings.keys()],
    readRecording: async (dir: string) => recordings.get(dir)!,
  };
  const all = ["evaluate-cart", "trips", ...args];
  const code = await runCommandLine(all, "1.2.3", captured.io, (program) =>
    addEvaluateCartCommand(program, dependencies),
  );
  return { code, captured };
}

describe("trips of smart carts", () => {
  it("are simulated, the same for the same seed, and evaluated", async () => {
    const { captured, code, written } = await simulate("--trips", "2", "--seed", "4");
    expect(code).toBe(0);
    expect([...written.keys()]).toEqual(["trips/honest-4", "trips/unscanned-5"]);
    expect(captured.out()).toContain("saunter evaluate-cart trips");
    expect((await simulate("--trips", "2", "--seed", "4")).written).toEqual(written);
    const table = await evaluate(written);
    expect(table.captured.out()).toMatch(/^recording .*\nhonest-4 +(right|wrong) /);
    const json = await evaluate(written, "--json");
    const { overall, trips } = JSON.parse(json.captured.out());
    expect(overall).toMatchObject({ trips: 2 });
    expect(trips).toMatchObject([{ habit: "honest" }, { habit: "unscanned", isExact: false }]);
  });

  it("without their truth are nothing to measure", async () => {
    const { written } = await simulate("--trips", "1", "--habit", "swap");
    const blind = new Map([...written].map(([dir, one]) => [dir, { ...one, truth: null }]));
    const { captured, code } = await evaluate(blind);
    expect(code).not.toBe(0);
    expect(captured.err()).toContain("no recording has a truth.json");
  });
});
