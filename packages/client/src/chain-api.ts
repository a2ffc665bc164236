/** Calls to the chain's HTTP API, with the types that it declares itself. */
import type { ChainRoutes } from "@saunter/protocol/chain/http/chain-routes";
import { type ApiOf, type ApiOptions, createApi } from "./api.ts";

export type ChainRoute = keyof ChainRoutes;
export type ChainAnswer<R extends ChainRoute> = ChainRoutes[R]["answer"];
export type ChainQuery<R extends ChainRoute> = ChainRoutes[R]["query"];
export type ChainApi = ApiOf<ChainRoutes>;

/** The same calls by other paths: a session that has ended is begun again by signing in. */
export function createChainApi(options: Omit<ApiOptions, "isRefreshed">): ChainApi {
  return createApi({ ...options, isRefreshed: false }) as unknown as ChainApi;
}
