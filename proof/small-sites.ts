/** Every hardware, fail mode, slot and way out, each on the smallest site that has it. */
import type { SiteDescription } from "../src/core/index.ts";
import {
  area,
  deadbolt,
  device,
  door,
  handleDoor,
  holder,
  maglock,
  maglockExit,
  sensor,
  site,
  strike,
  supply,
} from "../test/core/sites.ts";
import {
  asked,
  asks,
  DAMAGED,
  gaps,
  links,
  manyTimes,
  RESTART,
  RESTARTS,
  reads,
  reports,
  type SmallSite,
  said,
  unfit,
  waits,
} from "./small-site.ts";

const smoke = sensor("smoke", "smoke", { area: "lobby" });
const call = sensor("call", "call-point", { area: "lobby" });
const panel = sensor("panel", "intrusion", { area: "lobby" });
const leaf = sensor("leaf", "contact");
const green = sensor("green", "release-contact");
const power = sensor("power", "power", { supply: "grid" });
const quick = {
  accessMs: 5_000,
  extendedAccessMs: 10_000,
  heldOpenMs: 15_000,
  preAlarmMs: 5_000,
  relockAfterCloseMs: 5_000,
};
const confirms = { monitor: true, confirmWithinMs: 5_000 };
const onDoor = (id: string) =>
  asks(
    { action: "lock", door: id },
    { action: "unlock", door: id },
    { action: "access", door: id },
  );
const fire = [...reads("smoke", "alarm", "clear"), ...asks({ action: "reset" })];
const lockdown = asks({ action: "lockdown" }, { action: "lockdown-release" });

function small(
  name: string,
  over: Partial<SiteDescription>,
  deeds: SmallSite["deeds"],
  countsOrders = false,
): SmallSite {
  const description = site({ areas: [area("lobby")], sensors: [smoke], ...over });
  return { name, description, deeds, countsOrders };
}

/** The costliest come first, so that no worker is left with one long after the others are done. */
export const SMALL_SITES: readonly SmallSite[] = [
  small(
    "two maglocks on a battery that runs out",
    {
      supplies: [
        supply("grid"),
        supply("ups", {
          kind: "ups",
          fedBy: "grid",
          capacityWh: 1,
          critical: { percent: 20, minutes: 1 },
        }),
      ],
      sensors: [smoke, power],
      doors: [
        maglockExit({
          timing: quick,
          locks: [
            maglock("one", { supply: "ups", watts: 10 }),
            maglock("two", { supply: "ups", watts: 10 }),
          ],
        }),
      ],
    },
    [
      ...fire,
      ...reads("power", "on", "off", "unknown"),
      ...onDoor("front"),
      ...RESTARTS,
      ...waits(60_000),
    ],
  ),
  small(
    "conditional hybrid on a UPS",
    {
      supplies: [
        supply("grid"),
        supply("ups", { kind: "ups", fedBy: "grid", critical: { percent: 20, minutes: 1 } }),
      ],
      sensors: [smoke, power, sensor("ups-status", "ups", { supply: "ups" })],
      doors: [
        handleDoor({
          onFire: "release",
          timing: quick,
          locks: [strike("strike", { supply: "ups" })],
        }),
      ],
    },
    [
      ...fire,
      ...reads("power", "on", "off", "unknown"),
      ...reads(
        "ups-status",
        { status: "online" },
        { status: "on-battery", runtimeSeconds: 120 },
        { status: "low", percent: 10 },
        { status: "off" },
        { status: "unknown" },
      ),
      ...onDoor("side"),
      ...RESTARTS,
      ...waits(10_000),
    ],
  ),
  small(
    "damaged journal",
    {
      sensors: [smoke, green],
      doors: [
        maglockExit({
          timing: quick,
          emergencyRelease: { hardwired: true, sensor: "green", latching: true },
          locks: [maglock("mag", confirms)],
        }),
        handleDoor({ timing: quick, locks: [strike("strike")] }),
      ],
    },
    [
      ...fire,
      ...reads("green", "alarm", "clear"),
      ...onDoor("front"),
      ...asks({ action: "unlock", door: "side" }, { action: "lock", door: "side" }),
      ...reports("mag", "unlocked", "locked"),
      ...lockdown,
      ...RESTART,
      ...DAMAGED,
      ...waits(5_000),
    ],
  ),
  small(
    "messages kept by a broker",
    { doors: [maglockExit({ timing: quick, locks: [maglock("mag")] })] },
    [
      ...asks({ action: "reset" }),
      ...reads("smoke", "clear", "unknown"),
      ...["monday", "tuesday"].flatMap((stamp) => [
        said({ type: "reading", sensor: "smoke", value: "alarm", stamp }),
        said({ type: "reading", sensor: "smoke", value: "alarm", stamp, retained: true }),
      ]),
      ...asks(
        { action: "isolate", sensor: "smoke", forMs: 10_000 },
        { action: "restore", sensor: "smoke" },
      ),
      ...onDoor("front"),
      ...RESTARTS,
      ...waits(5_000),
    ],
  ),
  small(
    "lockset and motor latch, resting open",
    {
      sensors: [smoke, power],
      doors: [
        door("shop", {
          rest: "released",
          timing: quick,
          egressDevices: [device("panic-bar")],
          locks: [
            strike("lockset", { hardware: "electrified-lockset" }),
            deadbolt("latch", { hardware: "motor-latch" }),
          ],
        }),
      ],
    },
    [
      ...fire,
      ...reads("power", "on", "off"),
      ...onDoor("shop"),
      said({ type: "schedule", door: "shop", wants: "secured" }),
      said({ type: "schedule", door: "shop", wants: null }),
      ...lockdown,
      ...RESTARTS,
      ...waits(5_000),
    ],
  ),
  small(
    "leased maglock",
    {
      sensors: [smoke, green],
      doors: [
        maglockExit({
          timing: quick,
          emergencyRelease: { hardwired: true, sensor: "green", latching: true },
          locks: [maglock("mag", { controllerLoss: "release" })],
        }),
      ],
      lease: { ttlMs: 30_000, renewMs: 10_000 },
    },
    [
      ...fire,
      ...reads("smoke", "unknown", "fault", "test"),
      ...reads("green", "alarm", "clear"),
      ...onDoor("front"),
      ...links("mag"),
      ...gaps(40_000),
      ...unfit("alarm-link"),
      ...RESTARTS,
      ...waits(5_000),
    ],
  ),
  small(
    "a lock told too often",
    {
      sensors: [smoke, sensor("rex", "exit-request", { door: "side" })],
      doors: [
        door("side", {
          exit: true,
          timing: quick,
          egressDevices: [device("exit-button", { holdMs: 5_000 })],
          locks: [strike("strike", { ...confirms, controllerLoss: "release" })],
        }),
      ],
    },
    [
      manyTimes(
        9,
        asked({ action: "unlock", door: "side" }),
        asked({ action: "lock", door: "side" }),
      ),
      ...asks({ action: "lock", door: "side" }, { action: "unlock", door: "side" }),
      ...fire,
      ...reads("rex", "alarm"),
      ...links("strike"),
      ...reports("strike", "locked", "unlocked"),
      ...RESTART,
      { deed: "start-in-doubt", journal: "tail-lost" },
      // The grid of all its durations, so that no step passes two instants at which orders may go out.
      ...waits(5_000),
    ],
    true,
  ),
  small(
    "monitored maglock",
    {
      sensors: [smoke, call, panel, leaf],
      onIntrusion: "lockdown",
      lockdownEnds: "signal",
      doors: [
        maglockExit({
          contact: "leaf",
          timing: quick,
          locks: [maglock("mag", confirms)],
        }),
      ],
    },
    [
      ...fire,
      ...reads("call", "alarm", "clear"),
      ...reads("panel", "alarm", "clear"),
      ...reads("leaf", "open", "closed", "unknown"),
      ...onDoor("front"),
      ...reports("mag", "locked", "unlocked", "jammed", "unknown"),
      ...links("mag"),
      ...RESTART,
      ...gaps(20_000),
      ...waits(5_000),
    ],
  ),
  small(
    "fire-rated strike",
    {
      sensors: [smoke, leaf, power],
      doors: [
        handleDoor({
          fireRated: true,
          contact: "leaf",
          timing: quick,
          locks: [strike("strike")],
          holder: holder("side-holder"),
        }),
      ],
    },
    [
      ...fire,
      ...reads("power", "on", "off", "unknown"),
      ...reads("leaf", "open", "closed"),
      ...onDoor("side"),
      ...lockdown,
      ...asks({ action: "drill-start", forMs: 10_000 }, { action: "drill-end" }),
      ...links("strike"),
      ...links("side-holder"),
      ...RESTARTS,
      ...gaps(20_000),
      ...waits(5_000),
    ],
  ),
  small(
    "strike that nothing opens",
    {
      sensors: [smoke, panel, sensor("rex", "exit-request", { door: "trap" })],
      doors: [
        door("trap", {
          timing: quick,
          egressDevices: [device("exit-button", { holdMs: 5_000 })],
          locks: [strike("strike", { ...confirms, controllerLoss: "release" })],
        }),
      ],
      lease: { ttlMs: 30_000, renewMs: 10_000 },
    },
    [
      ...fire,
      ...reads("panel", "alarm", "clear"),
      ...reads("rex", "alarm", "fault"),
      said({ type: "reading", sensor: "rex", value: "alarm", retained: true }),
      ...onDoor("trap"),
      ...lockdown,
      ...reports("strike", "locked", "unlocked"),
      ...links("strike"),
      ...RESTARTS,
      ...waits(5_000),
    ],
  ),
  small(
    "gas, and two areas",
    {
      areas: [area("lobby"), area("workshop")],
      sensors: [
        smoke,
        sensor("far", "smoke", { area: "workshop" }),
        sensor("co", "carbon-monoxide", { area: "workshop" }),
        sensor("methane", "gas", { area: "lobby" }),
      ],
      doors: [
        door("near", {
          timing: quick,
          egressDevices: [device("handle")],
          locks: [maglock("near-mag")],
        }),
        door("inner", {
          from: "workshop",
          to: "lobby",
          onFire: "stay",
          onGas: "release",
          timing: quick,
          egressDevices: [device("handle")],
          locks: [strike("inner-strike")],
        }),
      ],
    },
    [
      ...fire,
      ...reads("far", "alarm", "clear"),
      ...reads("co", "alarm", "clear", "fault"),
      ...reads("methane", "alarm", "clear"),
      ...asks({ action: "reset", area: "workshop" }),
      ...onDoor("near"),
      ...asks({ action: "unlock", door: "inner" }, { action: "lock", door: "inner" }),
      ...asks(
        { action: "lockdown", area: "workshop" },
        { action: "lockdown-release" },
        { action: "walk-test-start", area: "workshop", forMs: 10_000 },
      ),
      ...RESTART,
      ...waits(5_000),
    ],
  ),
  small(
    "solenoid bolt",
    {
      sensors: [smoke, leaf, green, power],
      doors: [
        door("cell", {
          contact: "leaf",
          timing: quick,
          unlockMeans: "access",
          egressDevices: [device("exit-button", { holdMs: 5_000 })],
          emergencyRelease: { hardwired: false, sensor: "green", latching: true },
          locks: [maglock("sol", { hardware: "solenoid-bolt" })],
        }),
      ],
    },
    [
      ...fire,
      ...reads("green", "alarm", "clear"),
      ...reads("leaf", "open", "closed"),
      ...reads("power", "on", "off"),
      ...onDoor("cell"),
      ...lockdown,
      ...RESTARTS,
      ...waits(5_000),
    ],
  ),
  small(
    "a second look",
    {
      alarms: [{ area: "lobby", vote: "any", verifyMs: 10_000 }],
      sensors: [smoke, sensor("heat", "heat", { area: "lobby" })],
      doors: [maglockExit({ timing: quick, locks: [maglock("mag")] })],
    },
    [
      ...fire,
      ...reads("smoke", "fault", "unknown"),
      ...reads("heat", "alarm", "clear"),
      ...asks(
        { action: "isolate", sensor: "smoke", forMs: 10_000 },
        { action: "restore", sensor: "smoke" },
      ),
      ...RESTARTS,
      ...waits(5_000),
    ],
  ),
  small(
    "strike and maglock on one door",
    {
      sensors: [smoke, power],
      doors: [
        door("both", {
          timing: quick,
          egressDevices: [device("handle"), device("exit-button", { via: "lock" })],
          locks: [strike("strike"), maglock("mag")],
        }),
      ],
    },
    [
      ...fire,
      ...reads("power", "on", "off"),
      ...onDoor("both"),
      ...lockdown,
      ...links("strike"),
      ...links("mag"),
      ...RESTARTS,
      ...waits(5_000),
    ],
  ),
  small(
    "motor deadbolt with hours",
    {
      sensors: [smoke, leaf],
      doors: [
        door("bolt", {
          contact: "leaf",
          timing: { ...quick, relockAfterCloseMs: 0 },
          onRestore: "keep",
          egressDevices: [device("thumbturn")],
          locks: [deadbolt("bolt", { monitor: true, confirmWithinMs: 5_000 })],
        }),
      ],
    },
    [
      ...fire,
      ...reads("leaf", "open", "closed", "unknown"),
      ...onDoor("bolt"),
      said({ type: "schedule", door: "bolt", wants: "released", afterEntry: true }),
      said({ type: "schedule", door: "bolt", wants: null }),
      ...reports("bolt", "locked", "unlocked", "jammed"),
      ...lockdown,
      ...links("bolt"),
      ...RESTART,
      ...gaps(20_000),
      ...waits(5_000),
    ],
  ),
  small(
    "two of two, with isolation and tests",
    {
      sensors: [smoke, sensor("heat", "heat", { area: "lobby" }), call],
      alarms: [{ area: "lobby", vote: { need: 2, of: 2, withinMs: 10_000 }, verifyMs: null }],
      doors: [maglockExit({ timing: quick, locks: [maglock("mag")] })],
    },
    [
      ...fire,
      ...reads("smoke", "fault", "test"),
      ...reads("heat", "alarm", "clear", "unknown"),
      ...reads("call", "alarm", "clear"),
      ...asks(
        { action: "isolate", sensor: "smoke", forMs: 10_000 },
        { action: "restore", sensor: "smoke" },
        { action: "walk-test-start", forMs: 10_000 },
        { action: "walk-test-end" },
        { action: "drill-start", forMs: 10_000 },
        { action: "drill-end" },
      ),
      ...RESTART,
      ...gaps(20_000),
      ...waits(5_000),
    ],
  ),
  small(
    "critical detector",
    {
      sensors: [
        sensor("smoke", "smoke", {
          area: "lobby",
          supervision: { everyMs: 60_000, critical: true },
        }),
        sensor("heat", "heat", { area: "lobby" }),
      ],
      doors: [maglockExit({ timing: quick, locks: [maglock("mag")] })],
    },
    [
      ...fire,
      ...reads("smoke", "unknown", "fault", "test"),
      ...reads("heat", "alarm", "clear"),
      ...asks(
        { action: "isolate", sensor: "smoke", forMs: 60_000 },
        { action: "restore", sensor: "smoke" },
        { action: "walk-test-start", forMs: 60_000 },
        { action: "walk-test-end" },
      ),
      ...RESTARTS,
      ...gaps(20_000),
      ...waits(20_000),
    ],
  ),
];

export function smallSite(name: string): SmallSite {
  const found = SMALL_SITES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no small site "${name}".`);
  return found;
}
