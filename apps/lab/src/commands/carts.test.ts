import type { CartRecording } from "@saunter/ingest/cart-recordings/cart-recording";
import type { RecordingWarning } from "@saunter/ingest/recordings/recording-codes";
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

const WARNING: RecordingWarning = {
  ...({ code: "line-cut", file: "trips/honest-4/acts.json", line: 9, count: 1 } as const),
  message: "It is cut.",
};

async function evaluate(recordings: ReadonlyMap<string, CartRecording>, ...args: string[]) {
  const captured = createCapturedIo();
  const files = new Map<string, string>();
  const dependencies = {
    io: captured.io,
    findRecordings: async () => [...recordings.keys()],
    readRecording: async (dir: string) => ({ ...recordings.get(dir)!, warnings: [WARNING] }),
    writeFile: async (path: string, text: string) => void files.set(path, text),
  };
  const all = ["evaluate-cart", "trips", ...args];
  const code = await runCommandLine(all, "1.2.3", captured.io, (program) =>
    addEvaluateCartCommand(program, dependencies),
  );
  return { code, captured, files };
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
    expect(table.captured.err()).toContain(
      "warning: line-cut: trips/honest-4/acts.json:9: It is cut.",
    );
    const { overall, trips, warnings } = JSON.parse(json.captured.out());
    expect(warnings).toEqual([WARNING, WARNING]);
    expect(overall).toMatchObject({ trips: 2 });
    expect(trips).toMatchObject([{ habit: "honest" }, { habit: "unscanned", isExact: false }]);
  });

  it("are simulated in worlds of a family", async () => {
    const worlds = ["poor-scale", "usual"].map((family) =>
      simulate("--trips", "3", "--habit", "honest", "--family", family),
    );
    const [poor, usual] = await Promise.all(worlds);
    // The drawn rate of a poor scale is 10 Hz, each time.
    const rates = [...poor!.written.values()].map(({ observations }) =>
      observations.find((one) => one.kind === "weights"),
    );
    expect(rates).toMatchObject(new Array(3).fill({ sampleRateHz: 10 }));
    expect(usual!.written).not.toEqual(poor!.written);
    expect((await simulate("--family", "odd")).captured.err()).toContain("poor-scale");
  });

  it("are reported as Markdown, with a picture and what was wrong", async () => {
    const { written } = await simulate("--trips", "2", "--seed", "4");
    const { code, files } = await evaluate(written, "--report", "out/accuracy.md");
    expect(code).toBe(0);
    expect([...files.keys()]).toEqual(["out/accuracy.md", "out/accuracy.svg"]);
    const report = files.get("out/accuracy.md")!;
    expect(report).toContain("saunter evaluate-cart trips --report out/accuracy.md");
    expect(report).toContain("](accuracy.svg)");
    expect(report).toMatch(/^- unscanned-5: .*in the cart, not billed: \d+ × \D/m);
    expect(files.get("out/accuracy.svg")).toContain("Of 2 bills the engine lets through");
  });

  it("are reported in a file that ends in .md", async () => {
    const { captured, code, files } = await evaluate(new Map(), "--report", "accuracy.pdf");
    expect([code, files.size]).toEqual([1, 0]);
    expect(captured.err()).toContain("--report accuracy.pdf: give a name that ends in .md");
  });

  it("without their truth are nothing to measure", async () => {
    const { written } = await simulate("--trips", "1", "--habit", "swap");
    const blind = new Map([...written].map(([dir, one]) => [dir, { ...one, truth: null }]));
    const { captured, code } = await evaluate(blind);
    expect(code).not.toBe(0);
    expect(captured.err()).toContain("no recording has a truth.json");
  });
});
