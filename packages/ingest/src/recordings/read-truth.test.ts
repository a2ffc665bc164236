import { describe, expect, it } from "vitest";
import { readTruth } from "./read-truth.ts";
import { withFolder, writeFiles } from "./recording-fixture.ts";

const read = (truth: string) =>
  withFolder(async (dir) => {
    await writeFiles(dir, { "truth.json": truth });
    return await readTruth(dir);
  });

const RECEIPT = '{"target_id":"5","products":[{"barcode":"071142008582","quantity":2}]}';
const EVENT =
  '{"timestamp":1587532009.5,"target_id":"5","barcode":"071142008582","kind":"pickup",' +
  '"gondola":1,"shelf":5,"plates":[11],"grams":-621.7}';
const WHOLE = `{"case":"x","receipts":[${RECEIPT}],"events":[${EVENT}]}`;

describe("a truth file", () => {
  it("gives receipts and events", async () => {
    expect(await read(WHOLE)).toEqual({
      receipts: [{ targetId: "5", products: [{ barcode: "071142008582", quantity: 2 }] }],
      events: [
        {
          timestampMs: 1587532009500,
          targetId: "5",
          otherId: null,
          barcode: "071142008582",
          kind: "pickup",
          gondola: 1,
          shelf: 5,
          plates: [11],
          weightG: -621.7,
        },
      ],
    });
  });

  it("is null where it is missing, and its events are null where they are left out", async () => {
    expect(await withFolder(readTruth)).toBeNull();
    expect(await read('{"receipts":[]}')).toEqual({ receipts: [], events: null });
    expect(await read('{"receipts":[],"events":[]}')).toEqual({ receipts: [], events: [] });
  });

  it("keeps ids exact, numbers beyond 2^53 and null too", async () => {
    const ids = async (id: string) => (await read(WHOLE.replaceAll('"5"', id)))?.receipts[0];
    expect((await ids("3325379692103139203"))?.targetId).toBe("3325379692103139203");
    expect((await ids("7"))?.targetId).toBe("7");
    expect((await ids("null"))?.targetId).toBeNull();
  });

  it("names who received in a hand-over, where it knows", async () => {
    const handover = (other: string) =>
      read(WHOLE.replace('"kind":"pickup"', `"kind":"handover"${other}`));
    const received = async (other: string) => (await handover(other))?.events?.[0].otherId;
    expect(await received(',"other_id":"9007199254740993"')).toBe("9007199254740993");
    expect(await received(',"other_id":9007199254740993')).toBe("9007199254740993");
    expect(await received(',"other_id":null')).toBeNull();
    expect(await received("")).toBeNull();
  });

  const faults: [string, string, string][] = [
    ["{", "is not a JSON object", WHOLE],
    ['"receipts":{}', "receipts is not a list", `"receipts":[${RECEIPT}]`],
    ['"quantity":0', "receipts[0].products[0].quantity", '"quantity":2'],
    ['"quantity":1.5', "receipts[0].products[0].quantity", '"quantity":2'],
    ['"barcode":71142008582,', "barcode is not a text", '"barcode":"071142008582",'],
    ['"target_id":[]', "receipts[0].target_id", '"target_id":"5"'],
    ['"kind":"handover","other_id":""', "events[0].other_id", '"kind":"pickup"'],
    ['"kind":"steal"', "events[0].kind", '"kind":"pickup"'],
    ['"plates":[0]', "events[0].plates[0]", '"plates":[11]'],
    ['"timestamp":"now"', "events[0].timestamp", '"timestamp":1587532009.5'],
  ];
  it.each(faults)("with %s is refused, naming %s", async (fault, place, sound) => {
    await expect(read(WHOLE.replace(sound, fault))).rejects.toMatchObject({
      code: "truth-malformed",
      message: expect.stringContaining(place),
    });
  });
});
