import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPeopleFrame, isPeopleMessageWhole, type PeopleFrame } from "./people-frame.ts";

const FRAME: PeopleFrame = {
  deviceId: "tracker",
  bootId: 1,
  sequence: 7,
  timeUs: 66_000,
  people: [{ id: "زائر", joints: Array.from({ length: 8 }, () => [1.25, 2, 1.5, 0.9]) }],
};

const isWhole = (text: string): boolean =>
  isPeopleMessageWhole(Buffer.from(text), JSON.parse(text));

describe("a frame of people", () => {
  it("is whole with its checksum, with spaces, and without one", () => {
    const text = formatPeopleFrame(FRAME);
    expect(isWhole(text)).toBe(true);
    const { crc32: _, ...fields } = JSON.parse(text);
    expect(fields).toEqual(FRAME);
    expect(isWhole(text.replace(',"crc32":', ', "crc32" : '))).toBe(true);
    expect(isWhole(JSON.stringify(FRAME))).toBe(true);
  });

  it("is not whole if any of its digits has changed", () => {
    const text = formatPeopleFrame(FRAME);
    // The schema refuses another name of the field.
    const name = text.indexOf("crc32");
    const places = [...text.matchAll(/[1-8]/g)]
      .map(({ index }) => index)
      .filter((at) => at < name || at > name + 5);
    fc.assert(
      fc.property(fc.constantFrom(...places), (at) => {
        const changed = `${text.slice(0, at)}9${text.slice(at + 1)}`;
        expect(isWhole(changed)).toBe(false);
      }),
    );
  });

  it("is refused if the checksum is not its last field", () => {
    expect(isWhole(JSON.stringify({ crc32: 1, ...FRAME }))).toBe(false);
  });
});
