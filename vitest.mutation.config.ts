import { defineConfig } from "vitest/config";

/** The tests that mutants of commerce are run against. */
export default defineConfig({
  test: { include: ["packages/commerce/src/**/*.test.ts"] },
});
