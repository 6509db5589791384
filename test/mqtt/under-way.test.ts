import { expect, it } from "vitest";
import { createUnderWay, LITTLE_BYTES } from "../../src/mqtt/under-way.ts";

function wire() {
  const pings: Buffer[] = [];
  const underWay = createUnderWay((ping) => pings.push(ping));
  return { pings, underWay };
}

it("asks nothing while little is on its way", () => {
  const { pings, underWay } = wire();
  underWay.wrote(LITTLE_BYTES);
  expect(underWay.room()).toBeNull();
  expect(pings).toEqual([]);
});

it("asks once for more than that, and has room when the broker answers", async () => {
  const { pings, underWay } = wire();
  underWay.wrote(LITTLE_BYTES + 1);
  const room = underWay.room();
  expect(underWay.room()).toBe(room);
  expect(pings).toEqual([Buffer.from([0xc0, 0])]);
  underWay.answered();
  await room;
  expect(underWay.room()).toBeNull();
});

it("still counts what was written after the question", async () => {
  const { pings, underWay } = wire();
  underWay.wrote(LITTLE_BYTES + 1);
  const room = underWay.room();
  underWay.wrote(LITTLE_BYTES + 1);
  underWay.answered();
  await room;
  expect(underWay.room()).not.toBeNull();
  expect(pings).toHaveLength(2);
});

it("keeps nobody waiting for a link that is gone", async () => {
  const { underWay } = wire();
  underWay.wrote(LITTLE_BYTES + 1);
  const room = underWay.room();
  underWay.over();
  await room;
  expect(underWay.room()).toBeNull();
});

it("takes the answer to a ping of the library for nothing when nobody waits", () => {
  const { underWay } = wire();
  underWay.wrote(LITTLE_BYTES + 1);
  underWay.answered();
  expect(underWay.room()).not.toBeNull();
});

it("asks even for a little where nothing may be unread, and for nothing once that was read", async () => {
  const { pings, underWay } = wire();
  expect(underWay.room(0)).toBeNull();
  underWay.wrote(1);
  const read = underWay.room(0);
  expect(pings).toHaveLength(1);
  underWay.answered();
  await read;
  expect(underWay.room(0)).toBeNull();
  expect(pings).toHaveLength(1);
});
