/**
 * Every value of every device that zigbee2mqtt knows, read by us. What it must be read as comes from the
 * converters' own descriptions (`scripts/zigbee/truth.ts`), never from the recogniser's tables.
 */
import { describe, expect, it } from "vitest";
import { isPublished, zigbeeDevices } from "../../scripts/zigbee/definitions.ts";
import { measure } from "../../scripts/zigbee/measure.ts";

const devices = zigbeeDevices();
const { totals, wrong, unreviewed, rows } = measure(devices);

const expected = (word: RegExp) =>
  [...totals.expected].reduce((sum, [key, count]) => (word.test(key) ? sum + count : sum), 0);

describe("all devices of zigbee2mqtt", () => {
  it("are all there, each with what it publishes", () => {
    expect(devices.length).toBeGreaterThan(4_500);
    expect(devices.filter(({ exposed }) => exposed.some(isPublished)).length).toBeGreaterThan(
      4_300,
    );
  });

  it("have no value that sounds like ours and that nobody has looked at", () => {
    expect(unreviewed).toEqual([]);
  });

  it("are read right: alarms as alarms, normal as clear, and nothing else as an alarm or a lock", () => {
    expect(wrong).toEqual([]);
  });

  it("are many enough for that to mean something", () => {
    expect(expected(/ alarm$/)).toBeGreaterThan(120);
    expect(expected(/ clear$/)).toBeGreaterThan(120);
    expect(expected(/^contact /)).toBeGreaterThan(290);
    expect(expected(/^lock /)).toBeGreaterThan(240);
    expect(expected(/^power /)).toBeGreaterThan(60);
    expect(expected(/^tamper /)).toBeGreaterThan(500);
    expect(totals.others).toBeGreaterThan(100_000);
    expect(rows.length).toBeGreaterThan(80);
  });
});
