/** Builds the service worker of the phone pages, with a list of the files that those are made of. */
import { createHash } from "node:crypto";
import type { Plugin, Rolldown } from "vite";

const FILE = "sw.js";

/** @param options `source` is the worker's module, `page` the HTML file whose files it keeps. */
export function serviceWorker(options: {
  readonly source: string;
  readonly page: string;
  readonly base: string;
}): Plugin {
  const { source, page, base } = options;
  return {
    name: "saunter-service-worker",
    apply: "build",
    buildStart() {
      // Its name has no digest: browsers ask for it by its name, and compare.
      this.emitFile({ type: "chunk", id: source, fileName: FILE });
    },
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const worker = bundle[FILE];
        if (worker?.type !== "chunk") throw new Error("the service worker is not there");
        if (worker.imports.length > 0) throw new Error("the service worker stands alone");
        const files = listFiles(bundle, page).map((name) => `${base}${name}`);
        const name = `saunter-${digest(files.join("\n"))}`;
        worker.code = worker.code
          .replaceAll("PRECACHE_NAME", JSON.stringify(name))
          .replaceAll("PRECACHED", JSON.stringify(files));
      },
    },
  };
}

/** Whatever a page loads, at once or later: scripts, styles and fonts. */
function listFiles(bundle: Rolldown.OutputBundle, page: string): string[] {
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
    wanted.push(...chunk.imports, ...chunk.dynamicImports);
    for (const css of chunk.viteMetadata?.importedCss ?? []) found.add(css);
    for (const asset of chunk.viteMetadata?.importedAssets ?? []) found.add(asset);
  }
  const fonts = Object.keys(bundle).filter((name) => name.endsWith(".woff2"));
  return [...new Set([...found, ...fonts])].sort();
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 12);
}
