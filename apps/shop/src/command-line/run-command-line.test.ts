import { describe, expect, it } from "vitest";
import { createCapturedIo } from "./captured-io.ts";
import { CommandFailure } from "./command-io.ts";
import { runCommandLine } from "./run-command-line.ts";

async function run(args: string[], action: () => Promise<void> = async () => {}) {
  const captured = createCapturedIo();
  const code = await runCommandLine(args, "1.2.3", captured.io, (program) => {
    program.command("act").description("do it").action(action);
  });
  return { code, out: captured.out(), err: captured.err() };
}

describe("the command line", () => {
  it("prints its version and its help", async () => {
    expect(await run(["--version"])).toEqual({ code: 0, out: "1.2.3\n", err: "" });
    const help = await run(["--help"]);
    expect(help).toMatchObject({ code: 0, err: "" });
    expect(help.out).toContain("act");
  });

  it("shows its help on stderr, as usage, where nothing is asked", async () => {
    const { code, out, err } = await run([]);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain("Usage: saunter");
  });

  it("refuses unknown commands and options", async () => {
    expect(await run(["dance"])).toMatchObject({ code: 2, out: "" });
    expect(await run(["act", "--fast"])).toMatchObject({ code: 2, out: "" });
    expect(await run(["act", "twice"])).toMatchObject({ code: 2, out: "" });
  });

  it("tells a failure by its message", async () => {
    const failed = await run(["act"], async () => {
      throw new CommandFailure("there is no shop here; give a folder");
    });
    expect(failed).toEqual({
      code: 1,
      out: "",
      err: "saunter: there is no shop here; give a folder\n",
    });
  });

  it("tells a fault of its own with a trace", async () => {
    const failed = await run(["act"], async () => {
      throw new TypeError("x is undefined");
    });
    expect(failed.code).toBe(1);
    expect(failed.err).toContain("fault of saunter's own");
    expect(failed.err).toContain("run-command-line.test.ts");
  });
});
