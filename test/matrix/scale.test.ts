/** A door costs the matrix the same in a large site as in a small one, whatever they share. */
import { describe, expect, it } from "vitest";
import type { SiteDescription } from "../../src/core/index.ts";
import { matrixOf } from "../../src/matrix/index.ts";
import { handleDoor, maglock, maglockExit, sensor, site, strike, supply } from "../core/sites.ts";

/** Linear work gives about one, quadratic work ten; what is between is noise. */
const MAX_RATIO = 3;
const ROUNDS = 3;

/** Every door leads out of one lobby, in which each has a detector of its own, half of them critical. */
function lobby(count: number): SiteDescription {
  const each = <Part>(make: (index: number) => Part) =>
    Array.from({ length: count }, (_, index) => make(index));
  return site({
    supplies: [supply("grid"), supply("ups", { kind: "ups", fedBy: "grid" })],
    sensors: [
      ...each((index) =>
        sensor(`smoke-${index}`, "smoke", {
          area: "lobby",
          supervision: { everyMs: 60_000, critical: index % 2 === 0 },
        }),
      ),
      ...each((index) => sensor(`leaf-${index}`, "contact")),
    ],
    doors: each((index) =>
      index % 2 === 0
        ? maglockExit({
            id: `door-${index}`,
            contact: `leaf-${index}`,
            locks: [maglock(`lock-${index}`, { supply: "ups", monitor: true })],
          })
        : handleDoor({ id: `door-${index}`, locks: [strike(`lock-${index}`, { supply: "ups" })] }),
    ),
  });
}

function cpuMsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function costOfADoor(count: number): number {
  const large = lobby(count);
  const costs = Array.from({ length: ROUNDS }, () => cpuMsOf(() => matrixOf(large)) / count);
  return costs.toSorted((one, other) => one - other)[ROUNDS >> 1] ?? Number.NaN;
}

describe("the matrix of a large site", () => {
  it("costs for each of 4,000 doors what it costs for each of 400", { timeout: 120_000 }, () => {
    matrixOf(lobby(100));
    const few = costOfADoor(400);
    expect(costOfADoor(4_000) / few).toBeLessThan(MAX_RATIO);
  });

  it("still tells of every door that detectors offline release it", () => {
    const offline = matrixOf(lobby(6)).doors.map(
      ({ cells }) => cells.find(({ row }) => row === "fire-source-offline")?.demand,
    );
    expect(offline.map((demand) => demand?.cause?.kind === "supervision")).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
    ]);
  });
});
