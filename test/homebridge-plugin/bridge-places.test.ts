import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  assignPlaces,
  capacityOf,
  MAX_BRIDGES,
  type Places,
} from "../../homebridge-plugin/bridge-places.ts";

const doors = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `door:d${from + n}`);
const on = (places: Places, bridge: number) =>
  Object.values(places).filter((each) => each === bridge).length;

describe("places on bridges", () => {
  it.each([
    [1, [1]],
    [149, [149]],
    [150, [149, 1]],
    [149 + 148, [149, 148]],
    [149 + 148 + 1, [149, 148, 1]],
  ])("%i accessories fill %j", (count, expected) => {
    const places = assignPlaces(doors(0, count), {});
    expect(expected.map((_, bridge) => on(places, bridge))).toEqual(expected);
  });

  it("never moves what has a place, whatever comes before it", () => {
    const before = assignPlaces(doors(100, 300), {});
    const after = assignPlaces(doors(0, 300), before);
    for (const [key, bridge] of Object.entries(before)) expect(after[key]).toBe(bridge);
  });

  it("gives a new door the last bridge with room, and a freed place only when that is full", () => {
    const before = assignPlaces(doors(0, 200), {});
    const without = doors(1, 200);
    const added = assignPlaces([...without, "door:new"], before);
    expect(added["door:new"]).toBe(1);
    expect(on(added, 0)).toBe(148);
    const many = assignPlaces([...without, ...doors(200, 400)], before);
    expect(on(many, 2)).toBe(399 - 149 - 148);
    const full = assignPlaces([...doors(1, 149 + 147), "door:x"], before);
    expect(full["door:x"]).toBe(1);
    expect(assignPlaces([...doors(1, 149 + 147), "door:x", "door:y"], before)["door:y"]).toBe(0);
  });

  it("leaves out what finds no place on any bridge", () => {
    const room = 149 + 148 * (MAX_BRIDGES - 1);
    const places = assignPlaces(doors(0, room + 2), {});
    expect(Object.keys(places)).toHaveLength(room);
    expect(places[`door:d${room}`]).toBeUndefined();
  });

  it("takes no nonsense from the disk", () => {
    const kept = { "door:d0": -1, "door:d1": 1.5, "door:d2": MAX_BRIDGES, "door:d3": 0 };
    expect(assignPlaces(doors(0, 4), kept)).toEqual({
      "door:d0": 0,
      "door:d1": 0,
      "door:d2": 0,
      "door:d3": 0,
    });
  });

  it("over any history nobody moves and no bridge is too full", () => {
    const wanted = fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 500 });
    fc.assert(
      fc.property(fc.array(wanted, { maxLength: 5 }), (histories) => {
        let kept: Places = {};
        for (const ids of histories) {
          const keys = [...new Set(ids)].map((id) => `door:d${id}`);
          const next = assignPlaces(keys, kept);
          for (const key of keys) {
            if (kept[key] !== undefined) expect(next[key]).toBe(kept[key]);
            expect(next[key]).toBeDefined();
          }
          for (let bridge = 0; bridge < 8; bridge += 1)
            expect(on(next, bridge)).toBeLessThanOrEqual(capacityOf(bridge));
          kept = next;
        }
      }),
      { numRuns: 50 },
    );
  });
});
