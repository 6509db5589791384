import { describe, expect, it } from "vitest";
import {
  asFields,
  filled,
  flag,
  jsonOrText,
  list,
  MAX_ROWS,
  numberOrText,
  rows,
  text,
} from "../../../nodes/shared/form-value.ts";
import {
  MIGRATIONS,
  type Migration,
  migrate,
  NODE_TYPES,
} from "../../../nodes/shared/migrations.ts";

describe("a form's values", () => {
  it("are plain, whatever a flow written by hand holds", () => {
    const form = asFields({ a: " x ", b: 5, c: "true", d: [{ id: 1 }, "no row"], e: null });
    expect([text(form, "a"), text(form, "b"), text(form, "e"), text(form, "gone", "else")]).toEqual(
      ["x", "5", "", "else"],
    );
    expect([flag(form, "c"), flag(form, "a"), flag(form, "gone", true)]).toEqual([
      true,
      false,
      true,
    ]);
    expect(rows(form, "d")).toEqual([{ id: 1 }, {}]);
    expect(rows(form, "a")).toEqual([]);
    expect(text(asFields(JSON.parse('{"__proto__":{"a":"x"}}')), "a")).toBe("");
    expect(asFields([1])).toEqual({});
  });

  it("that are wrong stay, for the parser to complain of", () => {
    expect(numberOrText("12.5")).toBe(12.5);
    expect(numberOrText("many")).toBe("many");
    expect(numberOrText("")).toBeUndefined();
    expect(jsonOrText('{"profile":"plain"}')).toEqual({ profile: "plain" });
    expect(jsonOrText("{profile")).toBe("{profile");
  });

  it("that are blank are left out", () => {
    expect(filled({ a: "", b: undefined, c: 0, d: false })).toEqual({ c: 0, d: false });
    expect(list(" hall, , stairs ")).toEqual(["hall", "stairs"]);
  });

  it("have no more rows than the bound", () => {
    expect(rows({ d: Array(MAX_ROWS + 1).fill({}) }, "d")).toHaveLength(MAX_ROWS);
  });
});

describe("an older form", () => {
  const steps: readonly Migration[] = [
    { to: 2, change: ({ colour, ...rest }) => ({ ...rest, tint: colour }) },
    { to: 3, change: (fields) => ({ ...fields, size: 1 }) },
  ];

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["written by hand is of version 1", { colour: "red" }, { tint: "red", size: 1, version: 3 }],
    [
      "of version 2 takes the last step",
      { tint: "red", version: 2 },
      { tint: "red", size: 1, version: 3 },
    ],
    ["of today stays", { tint: "red", version: 3 }, { tint: "red", version: 3 }],
    ["of a newer Egress stays", { tint: "red", version: 9 }, { tint: "red", version: 9 }],
    [
      "with a version that is none is of version 1",
      { version: "x" },
      { tint: undefined, size: 1, version: 3 },
    ],
  ])("%s", (_, before, after) => {
    expect(migrate(before, steps)).toEqual(after);
  });

  it("of every node type has its steps in order", () => {
    for (const type of NODE_TYPES) {
      expect(MIGRATIONS[type].map(({ to }) => to)).toEqual(
        MIGRATIONS[type].map((_, index) => index + 2),
      );
    }
  });
});
