/** Asks the API as its clients do, and holds every answer against the OpenAPI document. */
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type {} from "@fastify/swagger";
import type { Role } from "@saunter/protocol/roles";
import type { LightMyRequestResponse } from "fastify";
import { Compile, type Validator } from "typebox/schema";
import { afterAll, beforeAll, expect, inject } from "vitest";
import { createHttpFixture, type FixtureOptions, type HttpFixture } from "./http-fixture.ts";

export type Who = Role | "bob" | null;

export interface Ask {
  readonly as?: Who;
  readonly body?: unknown;
  /** The body as it is sent, in place of `body`. */
  readonly raw?: string | Buffer;
  /** A new one each time where none is given; null: none is sent. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiResponse {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: checked against the document, read by tests
  readonly body: any;
  readonly text: string;
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
}

export interface Api {
  readonly fixture: HttpFixture;
  get(url: string, ask?: Ask): Promise<ApiResponse>;
  post(url: string, ask?: Ask): Promise<ApiResponse>;
  send(method: "GET" | "POST" | "PUT", url: string, ask?: Ask): Promise<ApiResponse>;
}

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Record<string, { schema: object }> }>
  >;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

declare module "vitest" {
  export interface ProvidedContext {
    /** Where each worker of a run keeps what its tests have seen of the API. */
    apiRecordFolder: string;
  }
}

/** What the test files of a worker, or of all, have seen of the API. */
export interface ApiRecord {
  readonly files: Set<string>;
  /** "GET /v1/gates 200" of everything that a test has seen. */
  readonly answers: Set<string>;
  readonly codes: Set<string>;
}

/** Test files that follow each other in a worker share it. */
export const seen: ApiRecord = { files: new Set(), answers: new Set(), codes: new Set() };
const recordName = `${randomUUID()}.json`;

function keepRecord(file: string): void {
  const folder = inject("apiRecordFolder");
  seen.files.add(file);
  mkdirSync(folder, { recursive: true });
  const record = Object.entries(seen).map(([part, names]) => [part, [...names]]);
  writeFileSync(join(folder, recordName), JSON.stringify(Object.fromEntries(record)));
}

/** What all workers of this run have seen. */
export function readRecords(): ApiRecord {
  const folder = inject("apiRecordFolder");
  mkdirSync(folder, { recursive: true });
  const records: Record<keyof ApiRecord, string[]>[] = readdirSync(folder).map((name) =>
    JSON.parse(readFileSync(join(folder, name), "utf8")),
  );
  const unite = (part: keyof ApiRecord): Set<string> =>
    new Set(records.flatMap((record) => record[part]));
  return { files: unite("files"), answers: unite("answers"), codes: unite("codes") };
}

/** The API with a shop of its own for the tests of a file. */
export function startApi(options: FixtureOptions = {}): Api {
  let fixture: HttpFixture | null = null;
  let validators = new Map<string, Validator>();
  let keys = 0;
  beforeAll(async () => {
    fixture = await createHttpFixture(options);
    validators = new Map();
  });
  afterAll(async () => {
    keepRecord(expect.getState().testPath!);
    await fixture?.close();
  });
  const started = (): HttpFixture => {
    if (fixture === null) throw new Error("not started");
    return fixture;
  };
  async function send(method: "GET" | "POST" | "PUT", url: string, ask: Ask): Promise<ApiResponse> {
    const { app, beat, tokens } = started();
    const { as = null, body, raw, key = `key-${++keys}`, headers = {} } = ask;
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await app.inject({
      method,
      url,
      payloadAsStream: true,
      ...(payload === undefined ? {} : { payload }),
      headers: {
        ...(as === null ? {} : { authorization: `Bearer ${tokens[as]}` }),
        ...(method !== "GET" && key !== null ? { "idempotency-key": key } : {}),
        ...(payload === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
    });
    const type = String(response.headers["content-type"] ?? "").split(";")[0]!;
    const isJson = /[/+]json$/.test(type);
    const bytes = await (type === STREAM_TYPE ? readStream(response, beat) : readAll(response));
    const text = bytes.toString();
    const answer: ApiResponse = {
      status: response.statusCode,
      body: isJson ? JSON.parse(text) : null,
      ...{ text, bytes, headers: response.headers },
    };
    checkAnswer(app.swagger() as unknown as OpenApi, validators, { method, url, type, answer });
    return answer;
  }
  return {
    get fixture() {
      return started();
    },
    get: (url, ask = {}) => send("GET", url, ask),
    post: (url, ask = {}) => send("POST", url, ask),
    send: (method, url, ask = {}) => send(method, url, ask),
  };
}

/** The document's path of an address; a path without parameters comes before one with. */
export function findPath({ paths }: OpenApi, url: string): string | null {
  const [path] = url.split("?") as [string];
  const fitting = Object.keys(paths).filter((known) =>
    new RegExp(`^${known.replace(".", "\\.").replace(/\{[^}]+\}/g, "[^/]+")}$`).test(path),
  );
  return fitting.sort((a, b) => a.split("{").length - b.split("{").length)[0] ?? null;
}

const STREAM_TYPE = "text/event-stream";
/** A sign of life of a stream: it follows everything that there was to send. */
const BEAT = ": beat\n";

async function readAll(response: LightMyRequestResponse): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of response.stream()) parts.push(part);
  return Buffer.concat(parts);
}

/** What a stream has to send at first: until it answers a beat, or is ended by the server. */
async function readStream(response: LightMyRequestResponse, beat: () => void): Promise<Buffer> {
  const stream = response.stream().setEncoding("utf8");
  let text = "";
  stream.on("data", (part) => {
    text += part;
  });
  while (!stream.destroyed && !text.includes(BEAT)) {
    beat();
    await nextTurn();
  }
  if (!stream.destroyed) response.raw.res.destroy();
  else if (stream.errored) throw stream.errored;
  return Buffer.from(text.split(BEAT)[0]!);
}

interface Answered {
  readonly method: string;
  readonly url: string;
  readonly type: string;
  readonly answer: ApiResponse;
}

function checkAnswer(
  document: OpenApi,
  validators: Map<string, Validator>,
  { method, url, type, answer }: Answered,
): void {
  if (answer.status >= 400) {
    expect(type).toBe("application/problem+json");
    expect(answer.body.status).toBe(answer.status);
    expect(answer.text).not.toContain("node_modules");
    seen.codes.add(answer.body.code);
  }
  const path = findPath(document, url);
  const operation = path === null ? undefined : document.paths[path]![method.toLowerCase()];
  if (path === null || operation === undefined) return;
  const { status } = answer;
  const response =
    operation.responses[status] ?? (status >= 500 ? operation.responses.default : undefined);
  if (response === undefined)
    throw new Error(`${method} ${path} answers ${status}: ${answer.text}`);
  seen.answers.add(`${method} ${path} ${status}`);
  if (response.content === undefined) {
    expect(answer.text).toBe("");
    return;
  }
  const media = response.content[type];
  if (media === undefined) throw new Error(`${method} ${path} ${status} answers with ${type}`);
  seen.answers.add(`${method} ${path} ${status} ${type}`);
  const said = type === STREAM_TYPE ? readMessages(answer.text) : [answer.body];
  if (answer.body === null && type !== STREAM_TYPE) return;
  const name = `${method} ${path} ${status} ${type}`;
  const validator =
    validators.get(name) ?? Compile({ ...media.schema, components: document.components } as never);
  validators.set(name, validator);
  for (const one of said) {
    if (validator.Check(one)) continue;
    const [, errors] = validator.Errors(one);
    const shown = JSON.stringify(one).slice(0, 2000);
    throw new Error(`${name}: ${JSON.stringify(errors.slice(0, 3))} in ${shown}`);
  }
}

/** Messages of a stream that has ended. */
function readMessages(text: string): object[] {
  return [...text.matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, event, data]) => ({
    event,
    data: JSON.parse(data!),
  }));
}
