/** Which pages the documentation's site has, where each of them is, and how its sidebar lists them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository: pages are named by their path in it. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Pages of the repository that lie outside of `docs`, by their place on the site. */
const OUTSIDE: Readonly<Record<string, string>> = {
  "CONTRIBUTING.md": "contributing.md",
  "CHANGELOG.md": "changelog.md",
  "SECURITY.md": "security.md",
};

/** The README is what a forge shows first; the site has an index in its place. */
const README = "README.md";
export const INDEX = "docs/index.md";
const DECISIONS = "docs/decisions";

export interface SidebarPage {
  readonly title: string;
  readonly file: string;
}

export interface SidebarSection {
  readonly title: string;
  readonly pages: readonly SidebarPage[];
  readonly isCollapsed?: boolean;
}

/** Each page once, under the reader whom it is for in the first place. */
export const SECTIONS: readonly SidebarSection[] = [
  {
    title: "Start",
    pages: [
      { title: "Documentation by reader", file: INDEX },
      { title: "First steps", file: "docs/start.md" },
      { title: "All screens", file: "docs/screens/README.md" },
      { title: "Glossary", file: "docs/glossary.md" },
    ],
  },
  {
    title: "Operators",
    pages: [
      { title: "The console, page by page", file: "docs/console.md" },
      { title: "Configuration", file: "docs/reference/configuration.md" },
      { title: "Command line", file: "docs/reference/cli.md" },
      { title: "Cameras", file: "docs/cameras.md" },
      { title: "Scales to build yourself", file: "docs/kits.md" },
      { title: "Doors", file: "docs/doors.md" },
      { title: "Smart carts in a shop", file: "docs/smart-carts.md" },
      { title: "Calibrating cameras", file: "docs/calibrating-cameras.md" },
      { title: "Goods and planogram", file: "docs/goods.md" },
      { title: "Sales and day closings", file: "docs/reference/sales.md" },
      { title: "Signing receipts", file: "docs/fiscal.md" },
      { title: "Stock", file: "docs/reference/stock.md" },
      { title: "A chain of shops", file: "docs/chain.md" },
      { title: "Signing in to a chain", file: "docs/chain-sign-in.md" },
      { title: "Operating a chain", file: "docs/operations.md" },
      { title: "Metrics", file: "docs/reference/metrics.md" },
      { title: "The chain's figures", file: "docs/reference/chain-reports.md" },
      { title: "How far a chain grows", file: "docs/reference/chain-growth.md" },
      { title: "What the chain gives to others", file: "docs/reference/chain-exports.md" },
      { title: "Reliability", file: "docs/reference/reliability.md" },
      { title: "Long proofs", file: "docs/reference/proofs.md" },
      { title: "Security", file: "SECURITY.md" },
      { title: "Threat model", file: "docs/threat-model.md" },
      { title: "Security checklist", file: "docs/reference/asvs.md" },
    ],
  },
  {
    title: "Shoppers",
    pages: [
      { title: "Shopping here", file: "docs/shopping.md" },
      { title: "Privacy", file: "docs/privacy.md" },
    ],
  },
  {
    title: "Integrators",
    pages: [
      { title: "HTTP API", file: "docs/reference/http-api.md" },
      { title: "The chain's HTTP API", file: "docs/reference/chain-api.md" },
      { title: "Receipts", file: "docs/reference/receipts.md" },
      { title: "Scales", file: "docs/reference/devices.md" },
      { title: "Smart cart", file: "docs/reference/smart-cart.md" },
      { title: "Scale plug-ins", file: "docs/reference/scale-plugins.md" },
      { title: "Recording format", file: "docs/reference/recording-format.md" },
      { title: "Recordings of smart carts", file: "docs/reference/cart-recordings.md" },
      { title: "Accuracy of the smart cart", file: "docs/reference/cart-accuracy.md" },
    ],
  },
  {
    title: "Researchers",
    pages: [
      { title: "Accuracy", file: "docs/reference/accuracy.md" },
      { title: "People seen by cameras", file: "docs/reference/vision.md" },
      { title: "Simulated and real signals", file: "docs/reference/signals.md" },
      { title: "Speed", file: "docs/reference/speed.md" },
    ],
  },
  {
    title: "Contributors",
    pages: [
      { title: "How it works", file: "docs/architecture.md" },
      { title: "Contributing", file: "CONTRIBUTING.md" },
      { title: "Design of the screens", file: "docs/design.md" },
      { title: "Changelog", file: "CHANGELOG.md" },
    ],
  },
  { title: "Decisions", isCollapsed: true, pages: listDecisions() },
];

/** Decisions are added often, and each has its number and name in its heading. */
function listDecisions(): SidebarPage[] {
  const names = readdirSync(join(ROOT, DECISIONS)).filter((name) => name.endsWith(".md"));
  return names.sort().map((name) => {
    const file = `${DECISIONS}/${name}`;
    return { title: readHeading(file), file };
  });
}

function readHeading(file: string): string {
  const heading = /^# (.+)$/m.exec(readFileSync(join(ROOT, file), "utf8"))?.[1];
  if (heading === undefined) throw new Error(`${file} has no heading of the first level`);
  return heading;
}

/** Where a page of the repository is on the site, such as `reference/cli.md`; null if it is not there. */
export function toSitePath(file: string): string | null {
  if (file === README) return "index.md";
  const outside = OUTSIDE[file];
  if (outside !== undefined) return outside;
  if (!/^docs\/(?!\.).*\.md$/.test(file)) return null;
  return file.slice("docs/".length).replace(/(^|\/)README\.md$/, "$1index.md");
}

/** All pages of the site by their files, for the site's generator. */
export function listRewrites(): Record<string, string> {
  const files = [...Object.keys(OUTSIDE), ...listDocs()];
  return Object.fromEntries(files.map((file) => [file, toSitePath(file)!]));
}

/** Every page in `docs`. */
export function listDocs(): string[] {
  const names = readdirSync(join(ROOT, "docs"), { recursive: true }) as string[];
  return names
    .map((name) => `docs/${name.replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith(".md") && !file.includes("/."))
    .sort();
}

/** A heading's anchor, as forges make it. */
export function toAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}
