/** The tables of docs/reference/http-api.md that are made from the program. */
import { PROBLEM_CODES, PROBLEM_TABLE, type ProblemEntry } from "./problem-table.ts";
import { type Access, ROUTE_ROLES } from "./route-roles.ts";

/** What the OpenAPI document says of a route, as far as the page needs it. */
export interface RouteView {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
}

/** The page with its marked parts made anew. Throws where a mark is missing. */
export function fillApiReference(page: string, routes: readonly RouteView[]): string {
  return replaceBetween(
    replaceBetween(page, "errors", formatErrors()),
    "routes",
    formatRoutes(routes),
  );
}

function replaceBetween(page: string, name: string, text: string): string {
  const [from, to] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const start = page.indexOf(from);
  const end = page.indexOf(to);
  if (start < 0 || end < start) throw new Error(`the page has no place for its ${name}`);
  return `${page.slice(0, start + from.length)}\n\n${text}\n\n${page.slice(end)}`;
}

export function formatErrors(): string {
  const rows = PROBLEM_CODES.map((code) => {
    const { status, title, advice, ofPrograms }: ProblemEntry = PROBLEM_TABLE[code];
    const more = ofPrograms === undefined ? "" : ` ${ofPrograms}`;
    return `| \`${code}\` | ${status} | ${title} | ${advice}${more} |`;
  });
  return ["| code | status | what it means | what to do |", "|---|---|---|---|", ...rows].join(
    "\n",
  );
}

export function formatRoutes(routes: readonly RouteView[]): string {
  const tags = [...new Set(routes.map(({ tag }) => tag))];
  return tags
    .map((tag) => {
      const rows = routes
        .filter((route) => route.tag === tag)
        .map(({ method, path, summary }) => {
          const access = formatAccess(ROUTE_ROLES[nameRoute(method, path)]!);
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
  return access === "signed-in" ? "whoever is signed in" : access.join(", ");
}
