/**
 * A signing device for tests and demonstrations, over HTTP: it numbers and signs each document once, and knows it
 * again. It may be away, lose an answer after it has signed, and refuse documents. Its signatures mean nothing.
 */
import { createHmac } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FiscalRequest, FiscalSignature, FiscalTransaction } from "./fiscal-device.ts";

/** What becomes of a request. */
export type FiscalWeather =
  | "well"
  /** It answers nothing, and signs nothing. */
  | "away"
  /** It does what it is asked, and its answer is lost. */
  | "answer-lost"
  | "refuses";

export interface SimulatedFiscalDevice {
  readonly url: string;
  weather: FiscalWeather;
  /** What it has signed, in its order. */
  readonly signed: readonly FiscalRequest[];
  close(): Promise<void>;
}

const SERIAL_NUMBER = "SIMULATED-1";
const KEY = "simulated";

export async function startSimulatedFiscalDevice(
  nowMs: () => number,
  port = 0,
): Promise<SimulatedFiscalDevice> {
  const started = new Map<string, FiscalTransaction>();
  const signatures = new Map<string, FiscalSignature>();
  const signed: FiscalRequest[] = [];

  function begin({ key }: FiscalRequest): FiscalTransaction {
    const known = started.get(key);
    if (known !== undefined) return known;
    const transaction = { transactionId: String(started.size + 1), startedMs: nowMs() };
    started.set(key, transaction);
    return transaction;
  }

  function finish(request: FiscalRequest): FiscalSignature | null {
    const transaction = started.get(request.key);
    if (transaction === undefined) return null;
    const known = signatures.get(request.key);
    if (known !== undefined) return known;
    signed.push(request);
    const { startedMs, transactionId } = transaction;
    const facts = [SERIAL_NUMBER, transactionId, signed.length, JSON.stringify(request)];
    const text = createHmac("sha256", KEY).update(facts.join("\n")).digest("base64");
    const signature = {
      ...{ serialNumber: SERIAL_NUMBER, transactionNumber: transactionId, startedMs },
      ...{ signatureCounter: signed.length, finishedMs: nowMs(), signature: text },
      qrText: ["V0", SERIAL_NUMBER, transactionId, signed.length, request.totalMinor, text].join(
        ";",
      ),
    };
    signatures.set(request.key, signature);
    return signature;
  }

  function answer(path: string, body: string, response: ServerResponse): void {
    if (device.weather === "away") return void response.destroy();
    if (device.weather === "refuses") return void response.writeHead(422).end("not this one");
    const { request } = JSON.parse(body) as { request: FiscalRequest };
    const result = path.endsWith("/begin") ? begin(request) : finish(request);
    if (device.weather === "answer-lost") return void response.destroy();
    if (result === null) return void response.writeHead(409).end("it was not begun");
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(result));
  }

  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => answer(request.url ?? "", body, response));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const device: SimulatedFiscalDevice = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    weather: "well",
    signed,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return device;
}
