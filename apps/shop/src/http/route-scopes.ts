/** Which scope a route wants of an integrator's key, by what the route is about. */
import { SCOPES, type Scope } from "@saunter/protocol/scopes";

/** The first that fits; below one of them a route that reads wants `read`, another `write`. */
const TOPICS: readonly (readonly [path: RegExp, topic: string])[] = [
  [/^\/v1\/receipts\/[^/]+\/(disputes|contests)\b/, "disputes"],
  [/^\/v1\/(receipts|charges)\/[^/]+\/(refunds?|goodwill)\b/, "refunds"],
  [/^\/v1\/receipts\b/, "receipts"],
  [/^\/v1\/visits\b/, "visits"],
  [/^\/v1\/charges\b/, "charges"],
  [/^\/v1\/(goods|products|planograms?|offers)\b/, "goods"],
  [/^\/v1\/stock\b/, "stock"],
  [/^\/v1\/(numbers|sales|labels|reports|day-closings|exports)\b/, "reports"],
  [/^\/v1\/events\b/, "events"],
  [/^\/v1\/metrics\b/, "metrics"],
];

/** By method and path, "POST /v1/goods/changes"; null where no key of an integrator is good enough. */
export function findScope(name: string): Scope | null {
  const [method, path] = name.split(" ") as [string, string];
  const topic = TOPICS.find(([pattern]) => pattern.test(path))?.[1];
  const wanted = `${topic}:${method === "GET" ? "read" : "write"}`;
  return SCOPES.find((scope) => scope === wanted) ?? null;
}
