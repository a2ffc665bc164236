import { describe, expect, it } from "vitest";
import { createFaultSwitches, parseFault, type TimedFault } from "./fault-switches.ts";

const parse = (text: string): TimedFault => {
  const fault = parseFault(text);
  if (typeof fault === "string") throw new Error(fault);
  return fault;
};

describe("a fault as it is written", () => {
  it("is of a channel or of all, for good or for a time", () => {
    expect(parse("stuck:shelf-1:3@30-90.5")).toEqual({
      kind: "stuck",
      deviceId: "shelf-1",
      channel: 3,
      fromS: 30,
      toS: 90.5,
    });
    expect(parse(" dead:shelf-1 ")).toMatchObject({ channel: null, fromS: 0, toS: Infinity });
    expect(parse("stall:shelf-1@20-")).toMatchObject({ fromS: 20, toS: Infinity });
  });

  it.each([
    ["stuck", "write KIND:DEVICE"],
    ["stuck:", "write KIND:DEVICE"],
    ["stuck:shelf-1:x", "write KIND:DEVICE"],
    ["broken:shelf-1", "no fault is called broken: dead, stuck"],
    ["stall:shelf-1:2", "stall is of a whole controller"],
    ["dead:shelf-1@9-9", "it ends before it begins"],
  ])("%s is refused", (text, why) => {
    expect(parseFault(text)).toContain(why);
  });
});

it("faults come and go by time, and are switched by hand", () => {
  const switches = createFaultSwitches([parse("dead:a:1@10-20"), parse("lost:b")]);
  expect(switches.list(9.9)).toEqual(["lost:b"]);
  expect(switches.list(10)).toEqual(["dead:a:1", "lost:b"]);
  expect(switches.listOf("a", 19.9)).toMatchObject([{ kind: "dead", channel: 1 }]);
  expect(switches.listOf("a", 20)).toEqual([]);
  switches.toggle(parse("dead:a:1"), 30);
  expect(switches.list(31)).toEqual(["lost:b", "dead:a:1"]);
  switches.toggle(parse("dead:a:1"), 32);
  expect(switches.list(33)).toEqual(["lost:b"]);
  switches.clear();
  expect(switches.list(34)).toEqual([]);
});
