/** Builds the service workers of pages, each with a list of the files that its page is made of. */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Plugin, Rolldown } from "vite";

interface KeptPage {
  /** The HTML file, and where it is opened. */
  readonly page: string;
  readonly address: string;
  /** What its worker is called when it is built. */
  readonly file: string;
  /** Only what it begins with is kept; the rest comes from the browser's own cache, if it was there once. */
  readonly isFirstAlone?: boolean;
}

interface ServiceWorkerOptions {
  /** Where the files of the pages are. */
  readonly base: string;
  readonly pages: readonly KeptPage[];
}

const BUILT = "service-worker.js";
/** The module that all workers are made of. */
const SOURCE = fileURLToPath(new URL("../../packages/ui/src/service-worker.ts", import.meta.url));

export function serviceWorkers({ base, pages }: ServiceWorkerOptions): Plugin {
  return {
    name: "saunter-service-workers",
    apply: "build",
    buildStart() {
      this.emitFile({ type: "chunk", id: SOURCE, fileName: BUILT });
    },
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const worker = bundle[BUILT];
        if (worker?.type !== "chunk") throw new Error("the service worker is not there");
        if (worker.imports.length > 0) throw new Error("the service worker stands alone");
        delete bundle[BUILT];
        for (const { page, address, file, isFirstAlone = false } of pages) {
          const files = listFiles(bundle, page, isFirstAlone).map((name) => `${base}${name}`);
          const code = worker.code
            .replaceAll("PAGE_ADDRESS", JSON.stringify(address))
            .replaceAll("PRECACHED_DIGEST", JSON.stringify(digest(files.join("\n"))))
            .replaceAll("PRECACHED", JSON.stringify(files));
          // Its name has no digest: browsers ask for it by its name, and compare.
          this.emitFile({ type: "asset", fileName: file, source: code });
        }
      },
    },
  };
}

/** Whatever a page loads, at once or also later: scripts, styles and fonts. */
function listFiles(bundle: Rolldown.OutputBundle, page: string, isFirstAlone: boolean): string[] {
  const entry = Object.values(bundle).find(
    (one) => one.type === "chunk" && one.isEntry && one.facadeModuleId?.endsWith(`/${page}`),
  );
  if (entry?.type !== "chunk") throw new Error(`there is no page ${page}`);
  const found = new Set<string>();
  const wanted = [entry.fileName];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const chunk = bundle[name];
    if (found.has(name) || chunk?.type !== "chunk") continue;
    found.add(name);
    wanted.push(...chunk.imports, ...(isFirstAlone ? [] : chunk.dynamicImports));
    for (const css of chunk.viteMetadata?.importedCss ?? []) found.add(css);
    for (const asset of chunk.viteMetadata?.importedAssets ?? []) found.add(asset);
  }
  const fonts = Object.keys(bundle).filter((name) => name.endsWith(".woff2"));
  return [...new Set([...found, ...fonts])].sort();
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 12);
}
