/** How the pages of an app are put together for the browser. */
import { join } from "node:path";
import type { UserConfig } from "vite";

export interface Screens {
  readonly folder: string;
  /** Where the shop's process serves them. */
  readonly base: string;
  /** HTML files of the folder, without their ending. */
  readonly pages: readonly string[];
}

/** `npx vite apps/console` serves them as they are written, with the API of a shop on port 8420. */
export function screensConfig({ folder, base, pages }: Screens): UserConfig {
  return {
    root: folder,
    base,
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      outDir: join(folder, "dist"),
      emptyOutDir: true,
      target: "es2022",
      // Small pictures and fonts within a style would be fetched by whoever does not need them.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: { input: pages.map((page) => join(folder, `${page}.html`)) },
    },
    server: { proxy: { "/v1": "http://127.0.0.1:8420" } },
  };
}
