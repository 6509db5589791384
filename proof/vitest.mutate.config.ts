import { defineConfig } from "vitest/config";

/** The tests that are meant to see a change of the engine. */
export default defineConfig({
  test: {
    include: ["proof/stories.mutate.ts"],
    pool: "threads",
    testTimeout: 10_000,
  },
});
