/** What requests to every server may be refused for, with what people do. */
import type { ProblemTable } from "./problem.ts";

export const REQUEST_PROBLEMS = {
  "input-invalid": {
    status: 400,
    title: "The request has invalid fields",
    advice: "Correct the fields that `errors` lists. The OpenAPI document has the schema.",
  },
  "body-malformed": {
    status: 400,
    title: "The body is not valid JSON",
    advice: "Send UTF-8 JSON, no key twice, nested no deeper than the limit.",
  },
  "body-too-large": {
    status: 413,
    title: "The body is too large",
    advice: "Send 64 kB at most.",
  },
  "body-type-unsupported": {
    status: 415,
    title: "The content type is not supported",
    advice: "Send `Content-Type: application/json`, in UTF-8 and not compressed.",
  },
  "route-unknown": {
    status: 404,
    title: "There is no such route",
    advice: "See the list of routes.",
  },
  "method-not-allowed": {
    status: 405,
    title: "The route does not support this method",
    advice: "Use a method listed in `Allow`.",
  },
  "csrf-header-missing": {
    status: 403,
    title: "A request with a session cookie lacks the CSRF header",
    advice: "Send `X-Saunter-Csrf: 1` from the page's own script.",
  },
  "rate-limited": {
    status: 429,
    title: "Too many requests",
    advice: "Wait for the seconds in `Retry-After`, then send requests less often.",
  },
} as const satisfies ProblemTable<string>;
