/** Signing, by a simulated device over HTTP. */

import { createGuardedFetch } from "@saunter/server/network/guarded-fetch";
import { repeats } from "@saunter/testing/sample";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestStore } from "../store/store-fixture.ts";
import type { FiscalRequest } from "./fiscal-device.ts";
import { RETRY_MS_FIRST, RETRY_MS_MAX, SIGNED_IN_A_ROW_MAX } from "./fiscal-limits.ts";
import { createFiscalSigner, FISCAL_SCHEMA, queueDocument, readMark } from "./fiscal-queue.ts";
import { createHttpFiscalDevice } from "./http-fiscal-device.ts";
import {
  type FiscalWeather,
  type SimulatedFiscalDevice,
  startSimulatedFiscalDevice,
} from "./simulated-fiscal-device-fixture.ts";

const folders = createScratchFolders();
let shops = 0;
let device: SimulatedFiscalDevice;
let nowMs = 1_790_000_000_000;
beforeAll(async () => {
  device = await startSimulatedFiscalDevice(() => nowMs);
});
afterAll(async () => {
  await device.close();
  folders.remove();
});

function openQueue() {
  const shopId = `shop-${shops++}`;
  const store = openTestStore(folders.make(), { schema: FISCAL_SCHEMA, nowMs: () => nowMs });
  const open = () =>
    createFiscalSigner({
      store,
      device: createHttpFiscalDevice({
        ...{ url: device.url, secret: null, deadline: AbortSignal.timeout },
        fetch: createGuardedFetch({ allowPrivate: false }),
      }),
      nowMs: () => nowMs,
    });
  return {
    store,
    open,
    issue: (documentNumber: number) =>
      store.transact((tx) =>
        queueDocument(tx, {
          ...{ key: `${shopId}/${documentNumber}`, documentNumber, kind: "receipt" },
          ...{
            issuedMs: nowMs,
            currency: "EUR",
            totalMinor: documentNumber,
            taxes: [],
            payments: [],
          },
        }),
      ),
    listSigned: (): FiscalRequest[] =>
      device.signed.filter(({ key }) => key.startsWith(`${shopId}/`)),
  };
}

const numbers = (requests: readonly FiscalRequest[]) =>
  requests.map(({ documentNumber }) => documentNumber);

describe("receipts that are to be signed", () => {
  it("are signed once each and in their order, whatever the device and the process do", async () => {
    const step = fc.oneof(
      fc.constantFrom<FiscalWeather>("well", "away", "answer-lost"),
      fc.constantFrom("issue", "restart"),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const queue = openQueue();
        let signer = queue.open();
        let issued = 0;
        device.weather = "well";
        for (const one of steps) {
          if (one === "issue") await queue.issue(++issued);
          else if (one === "restart") signer = queue.open();
          else device.weather = one;
          await signer.signDue();
          nowMs += 700;
        }
        device.weather = "well";
        nowMs += RETRY_MS_MAX;
        await signer.signDue();
        const all = Array.from({ length: issued }, (_, at) => at + 1);
        expect(numbers(queue.listSigned())).toEqual(all);
        for (const number of all) {
          const mark = readMark(queue.store, number);
          expect(mark).toMatchObject({
            status: "signed",
            signature: { serialNumber: "SIMULATED-1" },
          });
        }
        expect(signer.report()).toEqual({ waiting: 0, refused: 0, awaySinceMs: null, fault: null });
        await queue.store.close();
      }),
      { numRuns: repeats(10, 40), endOnFailure: true },
    );
  });

  it("say that the device is away until it answers, and that they were signed later", async () => {
    const queue = openQueue();
    const signer = queue.open();
    device.weather = "well";
    await queue.issue(1);
    expect(readMark(queue.store, 1)).toEqual({ status: "waiting" });
    await signer.signDue();
    expect(readMark(queue.store, 1)).toMatchObject({ status: "signed", isLate: false });
    device.weather = "away";
    await queue.issue(2);
    await signer.signDue();
    expect(readMark(queue.store, 2)).toEqual({ status: "away" });
    await queue.issue(3);
    await signer.signDue();
    expect(readMark(queue.store, 3)).toEqual({ status: "away" });
    expect(signer.report()).toMatchObject({ waiting: 2, awaySinceMs: nowMs });
    device.weather = "well";
    nowMs += RETRY_MS_FIRST - 1;
    await signer.signDue();
    expect(signer.report().waiting).toBe(2);
    nowMs += 1;
    await signer.signDue();
    expect(readMark(queue.store, 3)).toMatchObject({ status: "signed", isLate: true });
    expect(readMark(queue.store, 4)).toBe(null);
    expect(signer.report()).toMatchObject({ waiting: 0, awaySinceMs: null, fault: null });
    await queue.store.close();
  });

  it("that the device refuses are set aside, and the rest is signed", async () => {
    const queue = openQueue();
    const signer = queue.open();
    device.weather = "refuses";
    await queue.issue(1);
    await signer.signDue();
    device.weather = "well";
    await queue.issue(2);
    await signer.signDue();
    expect(readMark(queue.store, 1)).toEqual({ status: "refused" });
    expect(readMark(queue.store, 2)).toMatchObject({ status: "signed" });
    expect(signer.report()).toMatchObject({ waiting: 0, refused: 1, awaySinceMs: null });
    await queue.store.close();
  });

  it("are so many in a row and no more", async () => {
    const queue = openQueue();
    const signer = queue.open();
    device.weather = "well";
    for (let at = 1; at <= SIGNED_IN_A_ROW_MAX + 1; at++) await queue.issue(at);
    await signer.signDue();
    expect(signer.report().waiting).toBe(1);
    await signer.signDue();
    expect(signer.report().waiting).toBe(0);
    await queue.store.close();
  });
});
