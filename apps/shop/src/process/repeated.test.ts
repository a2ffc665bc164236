import { describe, expect, it } from "vitest";
import { createPatientWork, type DueItem, RETRY_MS_FIRST } from "../domain/due-work.ts";
import { StoreError } from "../store/store-error.ts";
import { createRepeated } from "./repeated.ts";

const ITEM: DueItem = { key: "mails", what: "sending mails", visitId: null };

/** Something that ends each time as it is told to. */
function open() {
  const clock = { nowMs: 0 };
  const errors: unknown[] = [];
  const told: string[] = [];
  const goes: PromiseWithResolvers<void>[] = [];
  const repeated = createRepeated({
    item: ITEM,
    work: () => {
      goes.push(Promise.withResolvers());
      return goes.at(-1)!.promise;
    },
    due: createPatientWork({
      nowMs: () => clock.nowMs,
      tell: (error, { what }) => void told.push(`${what}: ${(error as Error).message}`),
    }),
    onError: (error) => void errors.push(error),
  });
  const end = async (error: Error | null = null): Promise<void> => {
    repeated.go();
    if (error === null) goes.at(-1)!.resolve();
    else goes.at(-1)!.reject(error);
    await repeated.rest();
  };
  return { clock, errors, told, goes, repeated, end };
}

describe("something that is done again and again", () => {
  it("is never done twice at once", async () => {
    const { repeated, goes, end } = open();
    repeated.go();
    repeated.go();
    expect(goes).toHaveLength(1);
    await end();
    await end();
    expect(goes).toHaveLength(2);
  });

  it("waits a while where it has failed, and goes on", async () => {
    const { repeated, goes, end, clock, told, errors } = open();
    await end(new Error("no paper"));
    repeated.go();
    expect(goes).toHaveLength(1);
    clock.nowMs += RETRY_MS_FIRST;
    await end();
    expect(goes).toHaveLength(2);
    expect(told).toEqual(["sending mails: no paper"]);
    expect(errors).toEqual([]);
  });

  it("goes on while the disk is full or does not keep up, which is reported once", async () => {
    const { goes, end, told, errors } = open();
    for (const code of ["disk-full", "disk-full", "queue-full"] as const) {
      await end(new StoreError(code, code));
    }
    await end();
    await end(new StoreError("queue-full", "queue-full"));
    expect(goes).toHaveLength(5);
    expect(told).toEqual([
      ...["sending mails: disk-full", "sending mails: queue-full", "sending mails: queue-full"],
    ]);
    expect(errors).toEqual([]);
  });

  it("ends the process where the journal cannot be trusted", async () => {
    const { end, errors } = open();
    const damaged = new StoreError("journal-corrupt", "damaged");
    await end(damaged);
    expect(errors).toEqual([damaged]);
  });
});
