import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

/**
 * What a workspace exports, as files of this tree: `node_modules` of Stryker's copy leads to the tree that
 * it copied, where no mutant is.
 */
const exported = ["packages", "apps"].flatMap((parent) =>
  readdirSync(parent).flatMap((folder) => {
    const path = join(process.cwd(), parent, folder);
    const { name, exports = {} } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
    return Object.entries<string>(exports).map(([subpath, file]) => ({
      find: new RegExp(`^${join(name, subpath)}$`),
      replacement: join(path, file),
    }));
  }),
);

/** The tests that mutants of sign-in, entry, refunds and disputes are run against. */
export default defineConfig({
  resolve: { alias: exported },
  test: {
    include: [
      ...["packages/commerce/src/**/*.test.ts", "apps/shop/src/**/*.test.ts"],
      "packages/ingest/src/secret-seal.test.ts",
      "packages/server/src/passwords/password-hash.test.ts",
    ],
    provide: { apiRecordFolder: join(tmpdir(), `saunter-api-record-${process.pid}`) },
    // As in vitest.mutation.config.ts.
    testTimeout: 300_000,
  },
});
