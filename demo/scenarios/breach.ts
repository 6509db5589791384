/** A burglar alarm: nobody gets in, everybody gets out, and a person ends the lockdown. */
import { HAP_NOT_ALLOWED, type Story, says } from "../story.ts";
import { FRONT_RELAY, HOLDER, SECURED, SERVER_STRIKE_ORDERS, UNSECURED } from "./night.ts";
import type { Scenario } from "./scenario.ts";

const LOCKDOWN_SWITCH = "Demo house lockdown";

export const breach: Scenario = {
  title: "Breach: the burglar alarm locks the house against entry, and never against leaving",
  async play(story) {
    await lockdown(story);
    await wayOut(story);
    await panelGoesQuiet(story);
    await lockdownEnds(story);
  },
};

async function lockdown(story: Story): Promise<void> {
  await story.act("The burglar alarm goes off.", () => story.house.burglar(true));
  await story.device(
    "Alarm panel: its contact closes.",
    "shellyplusi4-cabinet/status/input:1",
    says("state", true),
  );
  await story.egress(
    "Server room door: secured by lockdown.",
    "door/server-door/state",
    says("demand/name", "lockdown"),
  );
  await story.device("Fire door: its holder lets go.", HOLDER, says("state", "OFF"));
  await story.home("Lockdown: On.", LOCKDOWN_SWITCH, ["On", 1]);
  await story.tap(
    "Somebody taps Unlock on the server room door in Home.",
    ["Server room door", "LockTargetState", UNSECURED],
    { status: HAP_NOT_ALLOWED, text: "Refused (HAP -70412): a lockdown stands." },
  );
  story.untouched("Server room strike: told nothing.", SERVER_STRIKE_ORDERS);
}

async function wayOut(story: Story): Promise<void> {
  await story.act("Somebody inside presses the exit button at the front door.", () =>
    story.house.pressExitButton(),
  );
  story.fact(
    "Front maglock: the button has broken its wire, before any program knew of it.",
    !story.house.frontMaglock.energised,
  );
  await story.device(
    "Front maglock: its relay follows, for 30 s.",
    FRONT_RELAY,
    says("output", false),
  );
  await story.home("Front door: Unlocked.", "Front door", ["LockCurrentState", UNSECURED]);
}

async function panelGoesQuiet(story: Story): Promise<void> {
  await story.act("The panel goes quiet.", () => story.house.burglar(false));
  await story.device(
    "Alarm panel: its contact opens.",
    "shellyplusi4-cabinet/status/input:1",
    says("state", false),
  );
  await story.tap(
    "Somebody taps Unlock on the server room door again.",
    ["Server room door", "LockTargetState", UNSECURED],
    { status: HAP_NOT_ALLOWED, text: "Refused again: a quiet panel doesn't end a lockdown." },
  );
}

async function lockdownEnds(story: Story): Promise<void> {
  await story.ask(
    "Somebody ends the lockdown, by its own verb.",
    { action: "lockdown-release" },
    { code: null, text: "Granted: the lockdown is over." },
  );
  await story.home("Lockdown: Off.", LOCKDOWN_SWITCH, ["On", 0]);
  await story.tap(
    "Somebody taps Unlock on the server room door.",
    ["Server room door", "LockTargetState", UNSECURED],
    { status: 0, text: "Granted." },
  );
  await story.device(
    "Server room strike: power draws it.",
    "stat/server-strike/POWER",
    (word) => word === "ON",
  );
  await story.home("Server room door: Unlocked.", "Server room door", [
    "LockCurrentState",
    UNSECURED,
  ]);
  await story.tap("And locks it again.", ["Server room door", "LockTargetState", SECURED], {
    status: 0,
    text: "Granted.",
  });
  await story.home("Server room door: Locked.", "Server room door", ["LockCurrentState", SECURED]);
}
