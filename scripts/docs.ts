/**
 * Builds the documentation's site of the Markdown pages in `docs`, for `/docs/` of the shop's process:
 *
 *     node scripts/docs.ts
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vitepress";
import { findProblems, listSite } from "./docs/check-site.ts";
import { compress } from "./screens/compress.ts";

const docs = fileURLToPath(new URL("../docs", import.meta.url));
const out = join(docs, ".vitepress/dist");

process.env.NODE_ENV = "production";

await build(docs);
const files = listSite(out);
const problems = findProblems(out, files);
if (problems.length > 0) {
  // A site that its own content security policy breaks, or that needs a network, is not left for the shop to serve.
  rmSync(out, { recursive: true });
  console.error(problems.join("\n"));
  process.exit(1);
}
compress(out);
const pages = files.filter((file) => file.endsWith(".html")).length;
console.log(
  `${pages} pages are built. npm start serves them at /docs/, a shop that runs already does at once.`,
);
