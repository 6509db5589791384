/** A device that says that it is there may have missed what it was told while it was not. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { linkAuthority } from "../../src/mqtt/authority-link.ts";
import { RETURNS_AT_ONCE } from "../../src/mqtt/lock-outputs.ts";
import { type Bystander, bystander } from "../broker/bystander.ts";
import { type Mosquitto, startMosquitto } from "../broker/mosquitto.ts";
import { Ends, settled } from "../e2e/house.ts";
import { type RecordingAuthority, recordingAuthority } from "./recording-authority.ts";
import { SMALL_OFFICE } from "./small-office.ts";

const ONLINE = "back/online";
const ends = new Ends();
let broker: Mosquitto;
let other: Bystander;
let authority: RecordingAuthority;

const LOCK = SMALL_OFFICE.doors
  .flatMap(({ locks }) => locks)
  .find(({ device }) => device?.["availabilityTopic"] === ONLINE)?.id;
const links = () => authority.links(LOCK ?? "");

beforeEach(async () => {
  broker = await startMosquitto();
  ends.add(() => broker.stop());
  other = await bystander(broker.url, []);
  ends.add(() => other.leave());
  authority = recordingAuthority(SMALL_OFFICE);
  const link = await linkAuthority(authority, {
    broker: { kind: "external", url: broker.url },
    authority: "test",
  });
  ends.add(() => link.close());
  await link.ready;
});
afterEach(() => ends.all());

/** Says something that is heard after everything before it. */
async function heardAll(): Promise<void> {
  const before = authority.readings("hall-smoke").length;
  await other.say("zigbee2mqtt/hall-smoke", { smoke: false });
  await settled(() => expect(authority.readings("hall-smoke").length).toBeGreaterThan(before));
}

describe("a device that says that it is there", () => {
  it("has come anew, so its link was down and is up", async () => {
    expect(links()).toEqual(["down", "up"]);
    await other.say(ONLINE, "online", { retain: true });
    await settled(() => expect(links()).toEqual(["down", "up", "down", "up"]));
  });

  it("after it said that it goes, is up once", async () => {
    await other.say(ONLINE, "offline", { retain: true });
    await settled(() => expect(links()).toEqual(["down", "up", "down"]));
    await other.say(ONLINE, "online", { retain: true });
    await heardAll();
    expect(links()).toEqual(["down", "up", "down", "up"]);
  });

  it("in a word that the broker kept, has not come anew", async () => {
    await other.say(ONLINE, "online", { retain: true });
    await settled(() => expect(links()).toHaveLength(4));
    // After a gap everything is asked for again, and what was kept is told again.
    const { timesRead } = authority;
    authority.happen("clock-gap");
    await settled(() => expect(authority.timesRead).toBeGreaterThan(timesRead));
    await heardAll();
    expect(links()).toHaveLength(4);
  });

  it("is not believed without end", async () => {
    for (let times = 0; times < RETURNS_AT_ONCE + 5; times += 1) await other.say(ONLINE, "online");
    await heardAll();
    // A slow machine may earn one more meanwhile.
    expect(links().length).toBeGreaterThanOrEqual(2 + 2 * RETURNS_AT_ONCE);
    expect(links().length).toBeLessThan(2 + 2 * (RETURNS_AT_ONCE + 5));
  });
});
