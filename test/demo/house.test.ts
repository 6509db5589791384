import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DeviceObserver } from "../../demo/device-observer.ts";
import { DEEDS, HANDS_TOPIC, House } from "../../demo/house.ts";
import { night } from "../../demo/scenarios/night.ts";
import { demoSite } from "../../demo/stage.ts";
import { StepMissed, Story, says } from "../../demo/story.ts";
import { Timeline } from "../../demo/timeline.ts";
import { type RunningBroker, startEmbeddedBroker } from "../../src/mqtt/index.ts";
import { type OpenAuthority, openAuthority } from "../../src/open-site.ts";

let broker: RunningBroker;
let house: House;
let egress: OpenAuthority;
let devices: DeviceObserver;
let printed: string[];
let story: Story;

/** The demo house with its engine in this process, and without a phone. */
beforeEach(async () => {
  broker = await startEmbeddedBroker({ kind: "embedded", port: 0 }, null, () => undefined);
  house = new House(broker.url);
  await house.start();
  egress = await openAuthority({
    site: demoSite(),
    broker: { kind: "external", url: broker.url },
    authority: "test",
  });
  devices = await DeviceObserver.watch(broker.url);
  await everyDoorIsReached();
  printed = [];
  const timeline = new Timeline((line) => void printed.push(line), false);
  story = new Story({ house, devices, home: null, egress, timeline, breathMs: 0 });
});

afterEach(async () => {
  await devices.close();
  await egress.close();
  await house.stop();
  await broker.close();
});

async function everyDoorIsReached(): Promise<void> {
  const reached = () =>
    demoSite().doors.every(({ id }) => egress.door(id)?.troubles.includes("no-link") === false);
  await new Promise<void>((resolve) => {
    const look = () => {
      if (reached()) resolve();
    };
    egress.listen({ changed: look });
    look();
  });
}

const all = () => printed.join("\n");

const RELAY = "shellyplus1-front/status/switch:0";

describe("the demo house", () => {
  it("is locked for the night on request, and points at the phone for what Home shows", async () => {
    await night(story, demoSite());
    expect(house.frontMaglock.energised).toBe(true);
    expect(story.elsewhere).toBe(2);
    expect(printed.filter((line) => line.includes("look at your phone"))).toHaveLength(2);
  });

  it("does what a button in Node-RED says, and nothing for a word that is no deed", async () => {
    const mark = devices.sightings.mark;
    await house.do("constructor");
    await house.do("");
    await house.do("smoke");
    const heard = (topic: string, payload: string) =>
      topic.endsWith("hall-smoke") && says("smoke", true)(payload);
    expect(
      await devices.sightings.first(({ topic, payload }) => heard(topic, payload), mark, 4_000),
    ).not.toBeNull();
    expect(house.hallSmoke.alarm).toBe(true);
    expect(HANDS_TOPIC).toBe("demo/house/hands");
  });

  it.each(Object.keys(DEEDS))("lives through %s", async (deed) => {
    await house.do(deed);
    await house.do("mains-return");
    expect(house.fireDoorHolder.powered).toBe(true);
  });
});

describe("a story", () => {
  it("ends at the first step that isn't seen, and shows what was seen instead", async () => {
    await story.act("Nothing happens.", () => undefined);
    const waited = story.device("The relay is on.", RELAY, says("output", true));
    await expect(waited).rejects.toBeInstanceOf(StepMissed);
    expect(all()).toMatch(/✘ The relay is on\..*✘ Seen instead: .*switch:0\s.*"output":false/s);
    expect(story.seen).toBe(0);
  });

  it("notices that something was told what should have been left alone", async () => {
    await story.ask("Lock.", { action: "lock", door: "front" }, { code: null, text: "Granted." });
    await story.device("The relay is on.", RELAY, says("output", true));
    expect(() => story.untouched("Left alone.", "shellyplus1-front/rpc")).toThrow(StepMissed);
    expect(all()).toContain("Switch.Set");
  });

  it("notices an answer that is not the expected one", async () => {
    const asked = story.ask("Reset.", { action: "reset" }, { code: null, text: "Granted." });
    await expect(asked).rejects.toBeInstanceOf(StepMissed);
    expect(all()).toContain("nothing-to-reset");
  });
});
