/** Calls to the chain's HTTP API, with the types that it declares itself. */
import type { ChainRoutes } from "@saunter/protocol/chain/http/chain-routes";
import { type ApiOf, type ApiOptions, fillPath, persist, readJson, sendOnce } from "./api.ts";
import { Problem } from "./problem.ts";

export type ChainRoute = keyof ChainRoutes;
export type ChainAnswer<R extends ChainRoute> = ChainRoutes[R]["answer"];
export type ChainBody<R extends ChainRoute> = ChainRoutes[R]["body"];
export type ChainQuery<R extends ChainRoute> = ChainRoutes[R]["query"];
/** A POST without an answer is sent once more where it was given a key: the chain knows it by that. */
export type ChainApi = ApiOf<ChainRoutes>;

interface LooseParts {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly key?: string;
  readonly signal?: AbortSignal;
}

export function createChainApi(options: ApiOptions): ChainApi {
  async function ask<T>(
    route: string,
    { params = {}, query = {}, ...parts }: LooseParts,
    read: (response: Response) => Promise<T>,
  ): Promise<unknown> {
    const [method, pattern] = route.split(" ") as [string, string];
    const url = `${options.base ?? ""}${fillPath(pattern, { params, query })}`;
    const key = parts.key ?? options.makeKey();
    const send = () => sendOnce(options.fetch, method, url, { ...parts, key }, read);
    const isRepeatable = method === "GET" || parts.key !== undefined;
    try {
      return await (isRepeatable ? persist(send, parts.signal) : send());
    } catch (error) {
      if (error instanceof Problem && error.code === "not-signed-in") options.onSignedOut?.();
      throw error;
    }
  }
  const call = (route: string, parts: LooseParts = {}) => ask(route, parts, readJson);
  const load = (route: string, parts: LooseParts = {}) => ask(route, parts, (one) => one.blob());
  return { call: call as ChainApi["call"], load: load as ChainApi["load"] };
}
