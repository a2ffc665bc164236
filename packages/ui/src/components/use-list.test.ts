import { h, render } from "preact";
import { expect, it, onTestFinished } from "vitest";
import { type List, useList } from "./use-list.ts";

/** Enough of an element for a component that renders nothing. */
const PARENT = { childNodes: [], firstChild: null } as unknown as Element;

it("loads one more page each time until there are no more", async () => {
  const next = new Map([
    [undefined, "/v1/visits?after=b"],
    ["b", "/v1/visits?after=c"],
  ]);
  const load = async (after: string | undefined) => ({
    items: [after ?? "a"],
    next: next.get(after) ?? null,
  });
  let list: List<string> | null = null;
  const Probe = () => {
    list = useList(load, []);
    return null;
  };
  render(h(Probe, {}), PARENT);
  onTestFinished(() => render(null, PARENT));
  const waitFor = (items: readonly string[]) => expect.poll(() => list?.items).toEqual(items);
  await waitFor(["a"]);
  list!.more!();
  await waitFor(["a", "b"]);
  list!.more!();
  await waitFor(["a", "b", "c"]);
  expect(list!.more).toBeNull();
});
