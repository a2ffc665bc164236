/** Calls to the shop's HTTP API, with the types that it declares itself. */
import type { Routes } from "@saunter/protocol/http/routes";
import { type KnownCode, NO_CONNECTION, Problem, readProblem } from "./problem.ts";

export type Route = keyof Routes;
export type Answer<R extends Route> = Routes[R]["answer"];
export type Query<R extends Route> = Routes[R]["query"];

/** What a route takes and answers. */
interface RouteTypes {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly answer: unknown;
}

type Part<Name extends string, Value> = [Value] extends [undefined]
  ? { readonly [K in Name]?: undefined }
  : Record<never, never> extends Value
    ? { readonly [K in Name]?: Value }
    : { readonly [K in Name]: Value };

type PartsOf<Types extends RouteTypes> = Part<"params", Types["params"]> &
  Part<"query", Types["query"]> &
  Part<"body", Types["body"]> & {
    /** Of a POST: the same for the same thing to be done. A new one where left out. */
    readonly key?: string;
    readonly signal?: AbortSignal;
  };

export type CallParts<R extends Route> = PartsOf<Routes[R]>;

type OnlyOptional<T> = Record<never, never> extends T ? [parts?: T] : [parts: T];

export interface ApiOf<All extends { readonly [R in keyof All]: RouteTypes }> {
  /** Rejects with a `Problem`. A POST without an answer is sent once more, with the same key. */
  call<R extends keyof All>(
    route: R,
    ...parts: OnlyOptional<PartsOf<All[R]>>
  ): Promise<All[R]["answer"]>;
  /** What answers with something else than JSON: its bytes, with their type. */
  load<R extends keyof All>(route: R, ...parts: OnlyOptional<PartsOf<All[R]>>): Promise<Blob>;
}

export type Api = ApiOf<Routes>;

export interface ApiOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly makeKey: () => string;
  /** Before every path: "/shop" for the session of a shopper. Nothing where left out. */
  readonly base?: string;
  /** Whether a session that has ended can be taken up again; yes where left out. */
  readonly isRefreshed?: boolean;
  /** The session has ended, and could not be taken up again. */
  readonly onSignedOut?: () => void;
}

interface LooseParts {
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
  readonly key?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const TRIES = 2;
const SIGNED_OUT: ReadonlySet<KnownCode> = new Set(["not-signed-in", "token-invalid"]);
const SESSION_ROUTES = /^\/v1\/(sign-in|sign-out|refresh)/;

export function createApi(options: ApiOptions): Api {
  let refreshing: Promise<boolean> | null = null;
  const refresh = (): Promise<boolean> => {
    refreshing ??= refreshSession(options).finally(() => {
      refreshing = null;
    });
    return refreshing;
  };
  const ask = async (
    route: string,
    parts: LooseParts,
    read: (response: Response) => Promise<unknown>,
  ): Promise<unknown> => {
    const [method, pattern] = route.split(" ") as [string, string];
    const url = `${options.base ?? ""}${fillPath(pattern, parts)}`;
    const key = parts.key ?? options.makeKey();
    const send = () => sendOnce(options, method, url, { ...parts, key }, read);
    try {
      return await persist(send, parts.signal);
    } catch (error) {
      const isOver = error instanceof Problem && SIGNED_OUT.has(error.code);
      if (!isOver || SESSION_ROUTES.test(pattern)) throw error;
      if (options.isRefreshed !== false && (await refresh())) return persist(send, parts.signal);
      options.onSignedOut?.();
      throw error;
    }
  };
  const call = (route: string, parts: LooseParts = {}) => ask(route, parts, readJson);
  const load = (route: string, parts: LooseParts = {}) => ask(route, parts, (one) => one.blob());
  return { call: call as Api["call"], load: load as Api["load"] };
}

/** "/v1/visits/:visitId" with its parameters and query. */
export function fillPath(pattern: string, { params = {}, query = {} }: LooseParts): string {
  const path = pattern.replace(/:(\w+)/g, (_whole, name: string) =>
    encodeURIComponent(params[name]!),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? path : `${path}?${search}`;
}

async function persist<T>(send: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (error) {
      const isLost = error instanceof Problem && error.code === NO_CONNECTION.code;
      if (!isLost || tries >= TRIES || signal?.aborted) throw error;
    }
  }
}

async function sendOnce(
  { fetch }: ApiOptions,
  method: string,
  url: string,
  { body, key, signal }: LooseParts,
  read: (response: Response) => Promise<unknown> = readJson,
): Promise<unknown> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (method !== "GET") {
    headers["idempotency-key"] = key!;
    headers["x-saunter-csrf"] = "1";
    headers["content-type"] = "application/json";
  }
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (method === "POST") init.body = JSON.stringify(body ?? {});
  if (signal !== undefined) init.signal = signal;
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    // Whoever has called this off wants no answer.
    if (signal?.aborted) throw error;
    throw new Problem(NO_CONNECTION);
  }
  if (response.ok) return read(response);
  throw readProblem(response.status, await readJson(response));
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether there is a session again. Where that cannot be found out just then, throws why. */
async function refreshSession(options: ApiOptions): Promise<boolean> {
  const parts = { body: { refreshToken: null }, key: options.makeKey() };
  try {
    await persist(() => sendOnce(options, "POST", `${options.base ?? ""}/v1/refresh`, parts));
    return true;
  } catch (error) {
    if (error instanceof Problem && SIGNED_OUT.has(error.code)) return false;
    throw error;
  }
}
