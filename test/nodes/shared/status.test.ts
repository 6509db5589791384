import { describe, expect, it } from "vitest";
import {
  doorStatus,
  MAX_STATUS_LENGTH,
  readBy,
  sensorStatus,
  supplyStatus,
  wrong,
} from "../../../nodes/shared/status.ts";
import type { DoorState, SensorState, SupplyState } from "../../../src/core/view.ts";

const door: DoorState = {
  id: "front",
  name: "Front door",
  at: "2026-11-22T10:00:00Z",
  because: "At rest.",
  outside: "locked",
  egress: "by-device",
  position: "closed",
  remote: "yes",
  demand: { slot: 16, name: "rest", wants: "secured", cause: null },
  alarm: "normal",
  troubles: [],
  locks: {
    maglock: {
      ordered: "locked",
      reported: "locked",
      bolt: "locked",
      basis: "sensed",
      supply: "live",
    },
  },
  holder: null,
};
const sensor: SensorState = {
  id: "hall-smoke",
  name: "Smoke",
  kind: "smoke",
  area: "hall",
  value: "clear",
  heardAt: null,
  silent: false,
  lowBattery: false,
  tamper: false,
  isolated: false,
  inAlarm: false,
  at: "2026-11-22T10:00:00Z",
};
const supply: SupplyState = {
  id: "mains",
  name: "Mains",
  kind: "mains",
  percent: null,
  at: "2026-11-22T10:00:00Z",
  status: "live",
  on: "mains",
  releaseInSeconds: null,
};
const believed = { ...door.locks["maglock"], basis: "ordered" } as DoorState["locks"][string];

describe("under a door stands what is true, and why", () => {
  it.each<[string, Partial<DoorState>, string]>([
    ["locked, and known to be", {}, "green dot locked"],
    ["locked, but only believed", { locks: { maglock: believed } }, "green ring locked"],
    ["unknown", { outside: "unknown", locks: { maglock: believed } }, "yellow ring unknown"],
    [
      "released by smoke",
      {
        outside: "unlocked",
        demand: {
          slot: 2,
          name: "fire",
          wants: "released",
          cause: { kind: "sensor", sensor: "hall-smoke", at: 0 },
        },
      },
      "blue dot unlocked · fire (hall-smoke)",
    ],
    ["forced", { alarm: "forced-open" }, "red dot locked · forced open"],
    ["a trap", { egress: "blocked", troubles: ["trap"] }, "red dot locked · trap"],
    [
      "never ordered is no trouble",
      { outside: "unknown", troubles: ["never-ordered"] },
      "yellow dot unknown · never ordered",
    ],
  ])("%s", (_, change, expected) => {
    const { fill, shape, text } = doorStatus({ ...door, ...change });
    expect(`${fill} ${shape} ${text}`).toBe(expected);
  });
});

describe("under a sensor", () => {
  it.each<[Partial<SensorState>, string]>([
    [{}, "green dot clear"],
    [{ value: "alarm" }, "red dot alarm"],
    [{ value: "test" }, "blue dot test"],
    [{ value: "unknown" }, "yellow ring unknown"],
    [{ value: "fault" }, "yellow ring fault"],
    [{ silent: true }, "yellow ring clear · silent"],
    [{ isolated: true, value: "alarm" }, "grey dot alarm · isolated"],
    [{ lowBattery: true }, "green dot clear · battery low"],
  ])("%j", (change, expected) => {
    const { fill, shape, text } = sensorStatus({ ...sensor, ...change });
    expect(`${fill} ${shape} ${text}`).toBe(expected);
  });
});

describe("under a supply", () => {
  it.each<[Partial<SupplyState>, string]>([
    [{}, "green dot live"],
    [{ status: "lost", on: null }, "red dot lost"],
    [{ status: "unknown", on: null }, "yellow ring unknown"],
    [
      { on: "battery", percent: 80, releaseInSeconds: 601 },
      "yellow dot live · on battery · 80 % · 11 min left",
    ],
  ])("%j", (change, expected) => {
    const { fill, shape, text } = supplyStatus({ ...supply, ...change });
    expect(`${fill} ${shape} ${text}`).toBe(expected);
  });
});

it("a status is never longer than its line", () => {
  expect(wrong("x".repeat(500)).text).toHaveLength(MAX_STATUS_LENGTH);
});

describe("the rule by which a sensor was read", () => {
  it("stands behind what the sensor says", () => {
    expect(readBy(sensorStatus(sensor), "zigbee2mqtt smoke")).toEqual({
      fill: "green",
      shape: "dot",
      text: "clear · by zigbee2mqtt smoke",
    });
  });

  it("is not there before the first message, and never too long", () => {
    expect(readBy(sensorStatus(sensor), null).text).toBe("clear");
    expect(readBy(sensorStatus(sensor), "x".repeat(200)).text).toHaveLength(MAX_STATUS_LENGTH);
  });
});
