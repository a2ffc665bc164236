/** The tables of docs/reference/http-api.md that are made from the program. */
import { ALERT_KINDS } from "@saunter/protocol/alert-kinds";
import type { ProblemCode } from "@saunter/protocol/problem-codes";
import { fillPage } from "@saunter/server/http/fill-page";
import { ALERT_TABLE } from "./alert-table.ts";
import { PROBLEM_TABLE, type ProblemEntry } from "./problem-table.ts";
import { type Access, findAccess } from "./route-roles.ts";

/** What the OpenAPI document says of a route, as far as the page needs it. */
export interface RouteView {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  /** Kept for who knows it: the document alone has it. */
  readonly isDeprecated: boolean;
  /** Of a POST: whether it wants an idempotency key, or takes one and does without. */
  readonly key: "none" | "taken" | "wanted";
}

/** The page with its marked parts rebuilt. Throws where a mark is missing. */
export function fillApiReference(page: string, routes: readonly RouteView[]): string {
  return fillPage(page, [
    ["requests without a key", formatKeyless(routes)],
    ["errors", formatErrors()],
    ["alerts", formatAlerts()],
    ["routes", formatRoutes(routes)],
  ]);
}

/** The POSTs that need no idempotency key. */
function formatKeyless(routes: readonly RouteView[]): string {
  const rows = routes
    .filter(({ key }) => key === "taken")
    .map(({ path, summary }) => `| \`POST ${path}\` | ${summary} |`);
  return ["| route | what it is |", "|---|---|", ...rows].join("\n");
}

function formatErrors(): string {
  const rows = (Object.keys(PROBLEM_TABLE) as ProblemCode[]).map((code) => {
    const { status, title, advice, ofPrograms }: ProblemEntry = PROBLEM_TABLE[code];
    const more = ofPrograms === undefined ? "" : ` ${ofPrograms}`;
    return `| \`${code}\` | ${status} | ${title} | ${advice}${more} |`;
  });
  return ["| code | status | what it means | what to do |", "|---|---|---|---|", ...rows].join(
    "\n",
  );
}

function formatAlerts(): string {
  const rows = ALERT_KINDS.map((kind) => {
    const { meaning, advice, isFinding } = ALERT_TABLE[kind];
    return `| \`${kind}\` | ${meaning} | ${advice} | ${isFinding ? "yes" : ""} |`;
  });
  return ["| kind | what it means | what to do | finding |", "|---|---|---|---|", ...rows].join(
    "\n",
  );
}

function formatRoutes(routes: readonly RouteView[]): string {
  const current = routes.filter(({ isDeprecated }) => !isDeprecated);
  const tags = [...new Set(current.map(({ tag }) => tag))];
  return tags
    .map((tag) => {
      const rows = current
        .filter((route) => route.tag === tag)
        .map(({ method, path, summary }) => {
          const access = formatAccess(findAccess(nameRoute(method, path))!);
          return `| \`${method} ${path}\` | ${summary} | ${access} |`;
        });
      return [`### ${tag}`, "", "| route | what it is | who may |", "|---|---|---|", ...rows].join(
        "\n",
      );
    })
    .join("\n\n");
}

/** "GET /v1/visits/{visitId}" is registered as "GET /v1/visits/:visitId". */
export function nameRoute(method: string, path: string): string {
  return `${method} ${path.replace(/\{([^}]+)\}/g, ":$1")}`;
}

function formatAccess(access: Access): string {
  if (access === "public") return "anybody";
  return access === "signed-in" ? "anybody who is signed in" : access.join(", ");
}
