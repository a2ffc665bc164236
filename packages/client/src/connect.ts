/** The API for other systems, by a key: as `createApi`, and lists as a whole. */
import { type Answer, type Api, type CallParts, createApi, type Route } from "./api.ts";

export interface ConnectOptions {
  /** Where the shop is: "https://shop.example". */
  readonly url: string;
  /** Of a user with the role `integrator`; its scopes say which routes it may call. */
  readonly apiKey: string;
  /** `globalThis.fetch` where not given. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Lists that come in pages. */
export type PagedRoute = {
  [R in Route]: Answer<R> extends {
    readonly items: readonly unknown[];
    readonly next: string | null;
  }
    ? R
    : never;
}[Route];

type ItemOf<R extends PagedRoute> =
  Answer<R> extends { readonly items: readonly (infer Item)[] } ? Item : never;

export interface ShopConnection extends Api {
  /** Every row of a list, page by page as they are wanted. */
  list<R extends PagedRoute>(route: R, parts?: CallParts<R>): AsyncGenerator<ItemOf<R>>;
}

export function connectShop(options: ConnectOptions): ShopConnection {
  const { url, apiKey, fetch = globalThis.fetch } = options;
  const api = createApi({
    base: url.replace(/\/$/, ""),
    makeKey: () => crypto.randomUUID(),
    fetch: (address, init) =>
      fetch(address, {
        ...init,
        headers: {
          ...(init?.headers as Record<string, string>),
          authorization: `Bearer ${apiKey}`,
        },
      }),
  });
  return { ...api, list: (route, parts) => listAll(api, route, parts) };
}

interface LoosePage {
  readonly items: readonly unknown[];
  readonly next: string | null;
}

async function* listAll<R extends PagedRoute>(
  api: Api,
  route: R,
  parts: unknown = {},
): AsyncGenerator<ItemOf<R>> {
  const call = api.call as (route: R, parts: unknown) => Promise<LoosePage>;
  const { query = {} } = parts as { readonly query?: object };
  let after: string | null = null;
  do {
    const asked: object = after === null ? query : { ...query, after };
    const page: LoosePage = await call(route, { ...(parts as object), query: asked });
    yield* page.items as ItemOf<R>[];
    // The path of the next page, as it was asked for: its cursor alone is new.
    after = page.next === null ? null : new URL(page.next, "http://shop").searchParams.get("after");
  } while (after !== null);
}
