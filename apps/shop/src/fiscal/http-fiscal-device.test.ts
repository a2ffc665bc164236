import { describe, expect, it } from "vitest";
import { FiscalRefusedError, type FiscalRequest } from "./fiscal-device.ts";
import { ANSWER_BYTES_MAX, CODE_CHARS_MAX } from "./fiscal-limits.ts";
import { createHttpFiscalDevice } from "./http-fiscal-device.ts";

const REQUEST: FiscalRequest = {
  ...{ key: "shop/1", documentNumber: 1, kind: "receipt", issuedMs: 1, currency: "EUR" },
  ...{ totalMinor: 0, taxes: [], payments: [] },
};
const STARTED = { transactionId: "1", startedMs: 1 };
const SIGNATURE = {
  ...{ serialNumber: "s", transactionNumber: "1", signatureCounter: 1, startedMs: 1 },
  ...{ finishedMs: 2, signature: "abc", qrText: null },
};

function openDevice(answer: () => Response, secret: string | null = null) {
  const asked: { url: string; headers: Readonly<Record<string, string>>; body: unknown }[] = [];
  const device = createHttpFiscalDevice({
    ...{ url: "http://127.0.0.1:8090/", secret, deadline: AbortSignal.timeout },
    fetch: async (url, { body, headers }) => {
      asked.push({ url, headers, body: JSON.parse(body as string) });
      return answer();
    },
  });
  return { device, asked };
}

const json = (body: unknown): Response => new Response(JSON.stringify(body));

describe("a signing device over HTTP", () => {
  it("is asked to begin and to finish, with its secret", async () => {
    const answers = [json(STARTED), json(SIGNATURE)];
    const { asked, device } = openDevice(() => answers.shift()!, "shh");
    expect(await device.begin(REQUEST)).toEqual(STARTED);
    expect(await device.finish(REQUEST, STARTED)).toEqual(SIGNATURE);
    expect(asked.map(({ body, url }) => [url, body])).toEqual([
      ["http://127.0.0.1:8090/begin", { request: REQUEST }],
      ["http://127.0.0.1:8090/finish", { request: REQUEST, transaction: STARTED }],
    ]);
    expect(asked[0]!.headers.authorization).toBe("Bearer shh");
  });

  it("refuses by one status alone; whatever else is no signature is a device that is away", async () => {
    const refusing = openDevice(() => new Response("no such rate", { status: 422 }));
    const refused = refusing.device.begin(REQUEST);
    await expect(refused).rejects.toThrow(FiscalRefusedError);
    await expect(refused).rejects.toThrow("no such rate");
    const wrong = [
      () => new Response("", { status: 500 }),
      () => new Response("", { status: 401 }),
      () => new Response("{"),
      () => json({ ...SIGNATURE, signatureCounter: -1 }),
      () => json({ ...SIGNATURE, qrText: "x".repeat(CODE_CHARS_MAX + 1) }),
      () => json({ ...SIGNATURE, more: "x".repeat(ANSWER_BYTES_MAX) }),
      () => json(null),
    ];
    for (const answer of wrong) {
      const error = await openDevice(answer)
        .device.finish(REQUEST, STARTED)
        .catch((one: unknown) => one);
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(FiscalRefusedError);
    }
  });
});
