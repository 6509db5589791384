/** Ten thousand false messages for every adapter; `npm run fuzz` makes a million. */
import { describe, expect, it } from "vitest";
import { ADAPTERS } from "../../simulator/fuzz/adapters.ts";
import { fuzz } from "../../simulator/fuzz/fuzz.ts";

const INPUTS = 10_000;
/** A site file is long, and every problem in it is explained. */
const INPUTS_OF_SITES = 1_000;

describe(`${INPUTS} false messages`, () => {
  it.each(ADAPTERS.map((adapter) => [adapter.name, adapter] as const))(
    "%s throws at none, and makes nothing of them that it may not say",
    (name, adapter) => {
      const inputs = name === "site files" ? INPUTS_OF_SITES : INPUTS;
      const { failure, inputs: fed } = fuzz(adapter, inputs);
      expect(failure).toBeNull();
      expect(fed).toBe(inputs);
    },
  );
});

describe("the fuzzer", () => {
  it("finds an adapter that throws at a deep message", () => {
    const fragile = {
      name: "fragile",
      corpus: ['{"a":1}'],
      feed: (payload: Buffer) => {
        if (payload.includes("__proto__")) throw new RangeError("too deep");
        return null;
      },
    };
    expect(fuzz(fragile, INPUTS).failure?.why).toBe("threw RangeError: too deep");
  });

  it("finds an adapter that says what it may not", () => {
    const adapter = { name: "liar", corpus: ['{"a":1}'], feed: () => "a smoke can't say that" };
    expect(fuzz(adapter, 1).failure).not.toBeNull();
  });
});
