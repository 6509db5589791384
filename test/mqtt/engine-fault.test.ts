/** What a broken engine looks like to whoever reads the retained status, now or much later. */
import { afterEach, expect, it } from "vitest";
import { Controller } from "../../src/controller/controller.ts";
import type { StepFunction } from "../../src/controller/engine.ts";
import { systemClock } from "../../src/controller/system-clock.ts";
import { step } from "../../src/core/index.ts";
import { MemoryJournal } from "../../src/journal/memory-journal.ts";
import { linkAuthority } from "../../src/mqtt/authority-link.ts";
import { openMqttMirror } from "../../src/mqtt/mirror.ts";
import { bystander } from "../broker/bystander.ts";
import { startMosquitto } from "../broker/mosquitto.ts";
import { Ends, settled } from "../e2e/house.ts";
import { SMALL_OFFICE } from "./small-office.ts";

const STATUS = "egress/office/status";

/** Unlocks a door on nobody's word when it hears a test. */
const broken: StepFunction = (site, state, input, at) => {
  const done = step(site, state, input, at);
  if (input.type !== "reading" || input.value !== "test") return done;
  const { id } = site.locks[0] ?? { id: "" };
  return { ...done, commands: [...done.commands, { lock: id, to: "unlocked", energise: false }] };
};

const ends = new Ends();
afterEach(() => ends.all());

async function running(url: string, stepWith: StepFunction) {
  const controller = await Controller.open({
    site: SMALL_OFFICE,
    clock: systemClock,
    journal: new MemoryJournal(),
    hours: { at: () => new Map() },
    linkDown: new Set(),
    log: () => undefined,
    step: stepWith,
  });
  const link = await linkAuthority(controller, {
    broker: { kind: "external", url },
    authority: "test",
    challengeMs: 100,
  });
  controller.begin();
  await link.ready;
  const close = async () => {
    await link.close();
    await controller.close();
  };
  ends.add(close);
  return { controller, close };
}

it("stands in the status until it is started anew, and its mirrors stay online", async () => {
  const broker = await startMosquitto();
  ends.add(() => broker.stop());
  const first = await running(broker.url, broken);
  const onlooker = await bystander(broker.url, [STATUS]);
  ends.add(() => onlooker.leave());
  await onlooker.hears(STATUS);
  expect(onlooker.last(STATUS)).not.toHaveProperty("fault");
  const mirror = await openMqttMirror({
    siteId: "office",
    broker: { kind: "external", url: broker.url },
    client: "tablet",
  });
  ends.add(() => mirror.close());

  first.controller.tell({ type: "reading", sensor: "hall-smoke", value: "test" });
  const fault = { state: "online", fault: "order-stands" };
  await settled(() => expect(onlooker.last(STATUS)).toMatchObject(fault));
  // Also in the heartbeats that follow, and for who comes late.
  const beats = onlooker.on(STATUS).length;
  await settled(() => expect(onlooker.on(STATUS).length).toBeGreaterThan(beats + 1));
  expect(onlooker.last(STATUS)).toMatchObject(fault);
  const late = await bystander(broker.url, [STATUS]);
  ends.add(() => late.leave());
  expect(await late.hears(STATUS)).toMatchObject(fault);
  expect(late.heard[0]?.retained).toBe(true);
  // It still releases, and says where the doors are: what is offline could do neither.
  await settled(() => expect(mirror.online).toBe(true));

  await first.close();
  await running(broker.url, step);
  await settled(() => expect(onlooker.last(STATUS)).toMatchObject({ state: "online" }));
  expect(onlooker.last(STATUS)).not.toHaveProperty("fault");
});
