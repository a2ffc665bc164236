import { defineConfig } from "vitest/config";

/** The tests that mutants of commerce are run against. */
export default defineConfig({
  test: {
    include: ["packages/commerce/src/**/*.test.ts"],
    // Stryker ends what runs too long: a test that is only slow must not count as one that noticed.
    testTimeout: 300_000,
  },
});
