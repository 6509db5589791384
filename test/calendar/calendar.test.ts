import { describe, expect, it } from "vitest";
import { calendarOf, isTimezone, patternProblem } from "../../src/calendar/calendar.ts";

const office = {
  id: "office-hours",
  doors: ["front", "side"],
  opens: "0 8 * * 1-5",
  closes: "0 18 * * 1-5",
  timezone: "Europe/Berlin",
  firstPersonIn: false,
} as const;

describe("opening hours in Berlin", () => {
  const calendar = calendarOf([office]);

  it.each([
    ["a second before they begin", "2026-01-09T06:59:59Z", "secured"],
    ["when they begin", "2026-01-09T07:00:00Z", "released"],
    ["a second before they end", "2026-01-09T16:59:59Z", "released"],
    ["when they end", "2026-01-09T17:00:00Z", "secured"],
    ["on Saturday", "2026-01-10T11:00:00Z", "secured"],
    ["in summer an hour earlier", "2026-07-10T06:00:00Z", "released"],
    ["and not before", "2026-07-10T05:59:59Z", "secured"],
    ["on the Monday after the clocks went forward", "2026-03-30T06:00:00Z", "released"],
    ["on the Monday after the clocks went back", "2026-10-26T06:59:59Z", "secured"],
  ])("%s", (_, at, wants) => {
    const wanted = calendar.at(new Date(at));
    expect([...wanted.keys()]).toEqual(["front", "side"]);
    expect(wanted.get("front")?.wants).toBe(wants);
  });

  it("span midnight where they close after it", () => {
    const bar = calendarOf([
      { ...office, opens: "0 20 * * *", closes: "0 2 * * *", timezone: "UTC" },
    ]);
    const wants = (at: string) => bar.at(new Date(at)).get("front")?.wants;
    expect(wants("2026-01-09T23:30:00Z")).toBe("released");
    expect(wants("2026-01-10T01:59:00Z")).toBe("released");
    expect(wants("2026-01-10T02:00:00Z")).toBe("secured");
  });

  it("ask for an entry only while they are open", () => {
    const shop = calendarOf([{ ...office, firstPersonIn: true }]);
    expect(shop.at(new Date("2026-01-09T09:00:00Z")).get("front")?.afterEntry).toBe(true);
    expect(shop.at(new Date("2026-01-09T20:00:00Z")).get("front")?.afterEntry).toBe(false);
  });
});

describe("a pattern", () => {
  it.each([
    ["0 8 * * 1-5", null],
    ["*/15 8-18 * * MON-FRI", null],
    ["8:00", /five fields/],
    ["0 0 8 * * 1", /five fields/],
    ["0 99 * * *", /hour/],
    ["0 0 31 2 *", /never comes/],
  ])("%s", (pattern, problem) => {
    if (problem === null) expect(patternProblem(pattern)).toBeNull();
    else expect(patternProblem(pattern)).toMatch(problem);
  });

  it("is in a time zone that exists", () => {
    expect([isTimezone("Europe/Berlin"), isTimezone("Mars/Olympus")]).toEqual([true, false]);
  });
});

describe("an answer that is kept until the next edge", () => {
  const hours = {
    id: "hours",
    doors: ["front"],
    opens: "0 8 * * 1-5",
    closes: "30 17 * * 1-5",
    timezone: "Europe/Berlin",
    firstPersonIn: false,
  };

  it("is the one that nobody kept, minute by minute, over the edges, over both clock changes, and back", () => {
    const kept = calendarOf([hours]);
    const minutes = [
      "2026-03-27T05:59:00Z",
      "2026-03-29T00:30:00Z",
      "2026-10-25T00:30:00Z",
    ].flatMap((from) =>
      Array.from({ length: 40 }, (_, at) => Date.parse(from) + at * 17 * 60_000 - 500),
    );
    for (const edge of ["2026-03-27T07:00:00Z", "2026-03-27T16:30:00Z"])
      for (const off of [-1_001, -1_000, -999, -1, 0, 1, 60_000])
        minutes.push(Date.parse(edge) + off);
    for (const at of [...minutes, ...minutes.toReversed()]) {
      const wall = new Date(at);
      expect([...kept.at(wall)], wall.toISOString()).toEqual([...calendarOf([hours]).at(wall)]);
    }
  });
});
