import { defineConfig } from "vitest/config";

/**
 * The tests that are meant to see a change of the engine. The truth table runs the engine while it loads,
 * and the properties take seconds each: with either, every mutant would take minutes.
 */
export default defineConfig({
  test: {
    include: ["test/core/**/*.test.ts"],
    exclude: ["test/core/properties.test.ts"],
    testTimeout: 60_000,
  },
});
