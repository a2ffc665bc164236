import { describe, expect, it } from "vitest";
import { createPasswordChecks } from "./password-checks.ts";

function open() {
  const run = createPasswordChecks({ inAll: 3, perAddress: 2 });
  const begin = (address: string) => {
    const end = Promise.withResolvers<string>();
    const ended = run(address, () => end.promise);
    ended.catch(() => {});
    return { ended, end };
  };
  return { run, begin };
}

const BUSY = { code: "rate-limited", headers: { "retry-after": "1" } };

describe("checks of passwords", () => {
  it("go on two at once for one address, and for others meanwhile", async () => {
    const { run, begin } = open();
    const first = begin("192.0.2.1");
    begin("192.0.2.1");
    await expect(run("192.0.2.1", async () => "third")).rejects.toMatchObject(BUSY);
    await expect(run("::ffff:192.0.2.1", async () => "third")).rejects.toMatchObject(BUSY);
    expect(await run("192.0.2.2", async () => "another")).toBe("another");
    first.end.resolve("right");
    expect(await first.ended).toBe("right");
    expect(await run("192.0.2.1", async () => "third")).toBe("third");
  });

  it("go on three at once in all; one that fails makes room, too", async () => {
    const { run, begin } = open();
    const [first] = ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map(begin);
    await expect(run("192.0.2.4", async () => "fourth")).rejects.toMatchObject(BUSY);
    first!.end.reject(new Error("no"));
    await expect(first!.ended).rejects.toThrow("no");
    expect(await run("192.0.2.4", async () => "fourth")).toBe("fourth");
  });

  it("count a network of IPv6 as one", async () => {
    const { run, begin } = open();
    begin("2001:db8:1:1::1");
    begin("2001:db8:1:1::2");
    await expect(run("2001:db8:1:1::3", async () => "third")).rejects.toMatchObject(BUSY);
    expect(await run("2001:db8:1:2::1", async () => "other")).toBe("other");
  });
});
