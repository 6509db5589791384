/** Smoke: what must open opens, what may stay shut stays shut, and only a person locks again. */
import { HAP_NOT_ALLOWED, type Story, says } from "../story.ts";
import {
  FIRE_DOOR_LEAF,
  FRONT_ORDERS,
  FRONT_RELAY,
  HOLDER,
  SECURED,
  SERVER_STRIKE_ORDERS,
  UNSECURED,
} from "./night.ts";
import type { Scenario } from "./scenario.ts";

export const fire: Scenario = {
  title: "Fire: smoke in the hall opens the way out, and nothing but a person locks it again",
  async play(story) {
    await smoke(story);
    await refusals(story);
    await clear(story);
    await reset(story);
  },
};

async function smoke(story: Story): Promise<void> {
  await story.act("Smoke in the hall.", () => story.house.hallSmoke.detect(true));
  await story.device("Smoke detector: smoke.", "zigbee2mqtt/hall-smoke", says("smoke", true));
  await story.device(
    "Front maglock: its relay is off. Push the door and you are out.",
    FRONT_RELAY,
    says("output", false),
  );
  await story.device("Fire door: its holder lets go.", HOLDER, says("state", "OFF"));
  await story.device("Fire door: falls shut.", FIRE_DOOR_LEAF, says("contact", true));
  story.untouched(
    "Strikes and motor lock: left alone. They open from inside by hand; smoke is no way in.",
    "cmnd/side-strike/POWER1",
    SERVER_STRIKE_ORDERS,
    "zigbee2mqtt/office-lock/set",
  );
  await story.home("Hall smoke: Smoke detected.", "Hall smoke", ["SmokeDetected", 1]);
  await story.home(
    "Front door: first Unlocking (target), then Unlocked (current).",
    "Front door",
    ["LockTargetState", UNSECURED],
    ["LockCurrentState", UNSECURED],
  );
  await story.homeReads(
    "Server room door: still Locked.",
    "Server room door",
    "LockCurrentState",
    SECURED,
  );
}

async function refusals(story: Story): Promise<void> {
  await story.tap(
    "Somebody taps Lock on the front door in Home.",
    ["Front door", "LockTargetState", SECURED],
    { status: HAP_NOT_ALLOWED, text: "Refused (HAP -70412): nobody locks a door against a fire." },
  );
  await story.homeReads(
    "Front door: still answers, and still says Unlocked.",
    "Front door",
    "LockTargetState",
    UNSECURED,
  );
  await story.ask(
    "Somebody asks for a reset while it still smokes.",
    { action: "reset" },
    { code: "still-in-alarm", text: "Refused (still-in-alarm): the hall detector is in alarm." },
  );
}

async function clear(story: Story): Promise<void> {
  await story.act("The windows are open, the smoke is gone.", () =>
    story.house.hallSmoke.detect(false),
  );
  await story.home("Hall smoke: no smoke any more.", "Hall smoke", ["SmokeDetected", 0]);
  story.untouched(
    "Front maglock: told nothing. A quiet detector is not an all-clear.",
    FRONT_ORDERS,
  );
  story.fact("Front maglock: has no power, the door is free.", !story.house.frontMaglock.energised);
}

async function reset(story: Story): Promise<void> {
  await story.ask(
    "Somebody has looked into every room, and asks for the reset.",
    { action: "reset" },
    { code: null, text: "Granted: the alarm is reset." },
  );
  await story.device("Front maglock: its relay is on again.", FRONT_RELAY, says("output", true));
  await story.device("Fire door: its holder may hold again.", HOLDER, says("state", "ON"));
  await story.home(
    "Front door: first Locking (target), then Locked (current).",
    "Front door",
    ["LockTargetState", SECURED],
    ["LockCurrentState", SECURED],
  );
}
