/** The tables of docs/reference/chain-api.md that are made from the program. */
import { CHAIN_PROBLEM_CODES } from "@saunter/protocol/chain/http/chain-problem-codes";
import { CHAIN_RIGHTS, CHAIN_ROLES, ROLE_RIGHTS } from "@saunter/protocol/chain/rights";
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
  const parts = [
    ["roles", formatRoles()],
    ["errors", formatErrors()],
    ["routes", formatRoutes(routes)],
  ] as const;
  return parts.reduce((filled, [name, text]) => replaceBetween(filled, name, text), page);
}

function replaceBetween(page: string, name: string, text: string): string {
  const [from, to] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [start, end] = [page.indexOf(from), page.indexOf(to)];
  if (start < 0 || end < start) throw new Error(`the page has no place for its ${name}`);
  return `${page.slice(0, start + from.length)}\n\n${text}\n\n${page.slice(end)}`;
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
