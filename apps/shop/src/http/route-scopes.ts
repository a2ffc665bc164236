/** Which scope a route wants of an integrator's key, by what the route is about. */
import { SCOPES, type Scope } from "@saunter/protocol/scopes";

/** The first that fits; a route that reads wants `read` of its topic, another `write`. */
const TOPICS: readonly (readonly [name: RegExp, topic: string])[] = [
  [/^POST \/v1\/receipts\/[^/]+\/(disputes|contests)\b/, "disputes"],
  [/^POST \/v1\/receipts\/[^/]+\/refunds\b/, "refunds"],
  [/ \/v1\/receipts\b/, "receipts"],
  [/ \/v1\/visits\b/, "visits"],
  [/ \/v1\/charges\b/, "charges"],
  [/ \/v1\/(goods|products|planogram)\b/, "goods"],
  [/ \/v1\/stock\b/, "stock"],
  [/ \/v1\/(numbers|sales|closings|labels)\b/, "reports"],
  [/ \/v1\/events\b/, "events"],
  [/ \/v1\/metrics\b/, "metrics"],
];

/** By method and path, "POST /v1/goods/changes"; null where no key of an integrator is good enough. */
export function findScope(name: string): Scope | null {
  const topic = TOPICS.find(([pattern]) => pattern.test(name))?.[1];
  const wanted = `${topic}:${name.startsWith("GET ") ? "read" : "write"}`;
  return SCOPES.find((scope) => scope === wanted) ?? null;
}
