/** The tables of docs/reference/chain-api.md that are made from the program. */
import { CHAIN_PROBLEM_CODES } from "@saunter/protocol/chain/http/chain-problem-codes";
import { CHAIN_RIGHTS, CHAIN_ROLES, ROLE_RIGHTS } from "@saunter/protocol/chain/rights";
import { fillPage } from "@saunter/server/http/fill-page";
import { formatAccess } from "./add-route.ts";
import { PROBLEM_TABLE } from "./problem-table.ts";
import { findAccess } from "./route-rights.ts";

/** What the OpenAPI document says of a route, as far as the page needs it. */
export interface RouteView {
  readonly method: string;
  /** "/v1/shops/{shopId}". */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
}

/** The page with its marked parts rebuilt. Throws where a mark is missing. */
export function fillChainApi(page: string, routes: readonly RouteView[]): string {
  return fillPage(page, [
    ["roles", formatRoles()],
    ["errors", formatErrors()],
    ["routes", formatRoutes(routes)],
  ]);
}

function formatRoles(): string {
  const rows = CHAIN_RIGHTS.map((right) => {
    const cells = CHAIN_ROLES.map((role) => (ROLE_RIGHTS[role].includes(right) ? "yes" : ""));
    return `| \`${right}\` | ${cells.join(" | ")} |`;
  });
  const line = `|---|${CHAIN_ROLES.map(() => "---|").join("")}`;
  return [`| right | ${CHAIN_ROLES.join(" | ")} |`, line, ...rows].join("\n");
}

function formatErrors(): string {
  const rows = CHAIN_PROBLEM_CODES.map((code) => {
    const { status, title, advice } = PROBLEM_TABLE[code];
    return `| \`${code}\` | ${status} | ${title} | ${advice} |`;
  });
  const head = ["| code | status | what it means | what to do |", "|---|---|---|---|"];
  return [...head, ...rows].join("\n");
}

function formatRoutes(routes: readonly RouteView[]): string {
  return [...Map.groupBy(routes, ({ tag }) => tag)]
    .map(([tag, same]) => {
      const rows = same.map(({ method, path, summary }) => {
        const access = findAccess(`${method} ${path.replace(/\{([^}]+)\}/g, ":$1")}`)!;
        return `| \`${method} ${path}\` | ${summary} | ${formatAccess(access)} |`;
      });
      const head = ["| route | what it is | who may |", "|---|---|---|"];
      return [`### ${tag}`, "", ...head, ...rows].join("\n");
    })
    .join("\n\n");
}
