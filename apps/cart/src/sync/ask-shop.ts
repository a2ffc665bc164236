import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Readable } from "node:stream";

export interface ShopRequest {
  readonly method: "GET" | "PUT";
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
  /** Ends the answer, too. */
  readonly signal: AbortSignal;
}

export interface ShopResponse {
  readonly status: number;
  readonly body: Readable;
}

/**
 * One request, which goes nowhere else: redirects are answers. Node's own client, as `fetch` takes 30 MB for a large
 * catalogue. Rejects, as the body does, where the shop cannot be reached or is cut off.
 */
export async function askShop(
  url: string,
  { body, headers, method, signal }: ShopRequest,
): Promise<ShopResponse> {
  const send = url.startsWith("https:") ? requestHttps : requestHttp;
  const answered = Promise.withResolvers<ShopResponse>();
  const request = send(url, { method, headers, signal }, (response) => {
    answered.resolve({ status: response.statusCode!, body: response });
  });
  request.on("error", answered.reject);
  request.end(body);
  return answered.promise;
}
