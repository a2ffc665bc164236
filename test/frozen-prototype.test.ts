/** No process of ours lets a library change the prototype of all objects. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const PROGRAMS = {
  chain: ["../apps/chain/src/main.ts", "--help"],
  shop: ["../apps/shop/src/main.ts", "--help"],
} as const;

it.each(Object.entries(PROGRAMS))("the prototype is frozen in the %s", (_, [file, ...args]) => {
  expect(runThenPrint(file, args)).toContain("frozen: true true");
});

it("objects can still be given a toString of their own, as libraries do", () => {
  const code = `
    await import(${JSON.stringify(resolve("../packages/server/src/processes/freeze-prototype.ts"))});
    const made = {};
    made.toString = () => "own";
    try { Object.prototype.toString = () => "all"; } catch (error) { console.log(error.name); }
    console.log(String(made), String({}), Object.keys(made).join());`;
  const { stdout } = run(["--input-type=module", "-e", code]);
  expect(stdout).toBe("TypeError\nown [object Object] toString\n");
});

const resolve = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const run = (args: readonly string[]) => spawnSync(process.execPath, args, { encoding: "utf8" });

function runThenPrint(file: string, args: readonly string[]): string {
  const code = `
    process.on("exit", () => {
      Reflect.set(Object.prototype, "added", 1);
      console.log("frozen:", Object.isFrozen(Object.prototype), !("added" in {}));
    });
    process.argv = ["node", ...${JSON.stringify([file, ...args])}];
    await import(${JSON.stringify(resolve(file))});`;
  return run(["--input-type=module", "-e", code]).stdout;
}
