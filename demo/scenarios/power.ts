/** The mains fail: physics decides for some locks, a UPS lends others an hour, and all of it is said. */
import { HAP_NO_WAY_THERE, type Story, says, valueAt } from "../story.ts";
import { FIRE_DOOR_LEAF, FRONT_ORDERS, FRONT_RELAY, HOLDER, SECURED, UNSECURED } from "./night.ts";
import type { Scenario } from "./scenario.ts";

const UPS = "supply/lock-ups/state";
const CONTACT_OPEN = 1;
const CONTACT_CLOSED = 0;

export const power: Scenario = {
  title: "Power: the mains fail, the UPS carries the magnets, and lets them go in good order",
  async play(story) {
    await mainsFail(story);
    await upsRunsDown(story);
    await upsRunsLow(story);
    await mainsReturn(story);
  },
};

async function mainsFail(story: Story): Promise<void> {
  await story.act("The mains fail.", () => story.house.mainsFail());
  await story.device(
    "Cabinet: the mains are gone.",
    "shellyplusi4-cabinet/status/input:0",
    says("state", false),
  );
  await story.device(
    "Fire door: without its magnet it falls shut.",
    FIRE_DOOR_LEAF,
    says("contact", true),
  );
  await story.device(
    "Server room strike: dark with the mains.",
    "tele/server-strike/LWT",
    (word) => word === "Offline",
  );
  await story.egress(
    "Lock UPS: runs on its battery, and will let go in about 80 minutes.",
    UPS,
    (said) =>
      valueAt(said, "on") === "battery" && within(valueAt(said, "releaseInSeconds"), 4_700, 4_800),
  );
  story.fact("Front maglock: holds on, the UPS carries it.", story.house.frontMaglock.energised);
  await story.home("Mains: Open, which is how Home says that they are gone.", "Mains", [
    "ContactSensorState",
    CONTACT_OPEN,
  ]);
  await story.tap(
    "Somebody taps Unlock on the server room door in Home.",
    ["Server room door", "LockTargetState", UNSECURED],
    { status: HAP_NO_WAY_THERE, text: "Refused (HAP -70402): its strike has no power to open." },
  );
  await story.homeReads(
    "Server room door: Locked, since a fail-secure strike without power is.",
    "Server room door",
    "LockCurrentState",
    SECURED,
  );
}

async function upsRunsDown(story: Story): Promise<void> {
  await story.act("An hour later the UPS has eleven minutes left.", () =>
    story.house.upsRunsDown(11),
  );
  await story.egress("Announced: the front door lets go in about a minute.", UPS, (said) =>
    within(valueAt(said, "releaseInSeconds"), 1, 60),
  );
  story.untouched("Front maglock: told nothing yet.", FRONT_ORDERS);
}

async function upsRunsLow(story: Story): Promise<void> {
  await story.act("The UPS says that its battery is low.", () => story.house.upsRunsLow());
  await story.egress(
    "Lock UPS: critical. What would fail open is let go now, in order.",
    "event",
    (said) => valueAt(said, "type") === "supply-critical",
  );
  await story.device("Front maglock: its relay is off.", FRONT_RELAY, says("output", false));
  story.untouched(
    "Side strike: left alone, the side door stays shut to the street.",
    "cmnd/side-strike/POWER1",
  );
  await story.home("Front door: Unlocked.", "Front door", ["LockCurrentState", UNSECURED]);
  await story.home("Lock UPS: Low battery.", "Lock UPS", ["StatusLowBattery", 1]);
}

async function mainsReturn(story: Story): Promise<void> {
  await story.act("The mains are back.", () => story.house.mainsReturn());
  await story.device("Front maglock: its relay is on again.", FRONT_RELAY, says("output", true));
  await story.device("Fire door: its holder may hold again.", HOLDER, says("state", "ON"));
  await story.home("Front door: Locked.", "Front door", ["LockCurrentState", SECURED]);
  await story.home("Mains: Closed, they are there.", "Mains", [
    "ContactSensorState",
    CONTACT_CLOSED,
  ]);
}

function within(value: unknown, least: number, most: number): boolean {
  return typeof value === "number" && value >= least && value <= most;
}
