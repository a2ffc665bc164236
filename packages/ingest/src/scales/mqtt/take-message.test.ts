import { formatPeopleFrame } from "@saunter/protocol/devices/people-frame";
import { describe, expect, it } from "vitest";
import { createNotedSink } from "../sink-fixture.ts";
import { takeMessage } from "./take-message.ts";

describe("a message of a tracker", () => {
  it("is refused by name if its checksum is wrong", () => {
    const sink = createNotedSink();
    const frame = { deviceId: "tracker", bootId: 1, sequence: 0, timeUs: 66_000, people: [] };
    const text = formatPeopleFrame(frame);
    const take = (one: string): void =>
      takeMessage("shop", "shop/people/tracker/frames", new TextEncoder().encode(one), sink);
    take(text);
    take(text.replace("66000", "3600066000"));
    expect(sink.seen.map(({ timeUs }) => timeUs)).toEqual([66_000]);
    expect(sink.refused).toEqual(["tracker: checksum"]);
  });
});
