/** Calls to the chain's HTTP API, with the types that it declares itself. */
import type { ChainRoutes } from "@saunter/protocol/chain/http/chain-routes";
import { type ApiOf, type ApiOptions, fillPath, persist, readJson, sendOnce } from "./api.ts";
import { Problem } from "./problem.ts";

export type ChainRoute = keyof ChainRoutes;
export type ChainAnswer<R extends ChainRoute> = ChainRoutes[R]["answer"];
export type ChainQuery<R extends ChainRoute> = ChainRoutes[R]["query"];
/** A POST without an answer is not sent again: the chain keeps no keys by which it would know it. */
export type ChainApi = ApiOf<ChainRoutes>;

interface LooseParts {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

export function createChainApi(options: Omit<ApiOptions, "makeKey">): ChainApi {
  async function ask<T>(
    route: string,
    { params = {}, query = {}, ...parts }: LooseParts,
    read: (response: Response) => Promise<T>,
  ): Promise<unknown> {
    const [method, pattern] = route.split(" ") as [string, string];
    const url = `${options.base ?? ""}${fillPath(pattern, { params, query })}`;
    const send = () => sendOnce(options.fetch, method, url, parts, read);
    try {
      return await (method === "GET" ? persist(send, parts.signal) : send());
    } catch (error) {
      if (error instanceof Problem && error.code === "not-signed-in") options.onSignedOut?.();
      throw error;
    }
  }
  const call = (route: string, parts: LooseParts = {}) => ask(route, parts, readJson);
  const load = (route: string, parts: LooseParts = {}) => ask(route, parts, (one) => one.blob());
  return { call: call as ChainApi["call"], load: load as ChainApi["load"] };
}
