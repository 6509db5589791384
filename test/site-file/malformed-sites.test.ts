/** What a person may get wrong in a site file: each slip is told with its place and its mend. */
import { describe, expect, it } from "vitest";
import { parseSite } from "../../src/site-file/index.ts";
import { doorWith, lockWith, officeObject, officeWith, sensorWith } from "./site-texts.ts";

type Row = readonly [what: string, text: string, path: string, says: RegExp];

const votes = (vote: string) => officeWith({ alarms: [{ area: "lobby", vote }] });
const smokes = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `smoke-${i}`, kind: "smoke", area: "lobby" }));

const SLIPS: readonly Row[] = [
  ["an empty file", "", "", /is empty/],
  ["a file of comments", "# nothing yet\n", "", /is empty/],
  ["a list", "[1, 2]", "", /must be a mapping/],
  ["a sentence", "hello", "", /must be a mapping/],
  ["another version", officeWith({ version: 2 }), "version", /not a value/],
  ["no version", officeWith({ version: undefined }), "version", /is missing/],
  ["no id", officeWith({ id: undefined }), "id", /is missing/],
  [
    "an unknown section",
    officeWith({ dors: [] }),
    "dors",
    /unknown key `dors`.*did you mean `doors`\?/,
  ],
  ["a section that is no list", officeWith({ doors: {} }), "doors", /must be a list/],
  [
    "an entry that is no mapping",
    officeWith({ areas: ["lobby"] }),
    "areas[0]",
    /must be a mapping/,
  ],
  ["an id with capitals", officeWith({ id: "My Office" }), "id", /no id.*write `my-office`/],
  ["an id of 65 letters", officeWith({ id: "a".repeat(65) }), "id", /1 to 64/],
  ["an id that is a number", officeWith({ id: 7 }), "id", /must be a text.*in quotes/],
  ["a name with a line break", officeWith({ name: "a\nb" }), "name", /can't be shown safely/],
  ["a name that turns text around", officeWith({ name: "a\u202eb" }), "name", /can't be shown/],
  ["a name of 129 letters", officeWith({ name: "a".repeat(129) }), "name", /longer than 128/],
  [
    "an id twice among areas",
    officeWith({ areas: [{ id: "lobby" }, { id: "lobby" }] }),
    "areas[1].id",
    /taken: areas\[0\]/,
  ],
  [
    "a lock with an area's id",
    lockWith({ id: "lobby" }),
    "doors[0].locks[0].id",
    /taken: areas\[0\]/,
  ],
  [
    "an occupied outside",
    officeWith({ areas: [{ id: "lobby" }, { id: "outside" }] }),
    "areas[1].id",
    /never occupied/,
  ],
  [
    "an interlock with the door itself",
    doorWith({ interlock: { with: ["front"] } }),
    "doors[0].interlock.with[0]",
    /is the door itself/,
  ],
  [
    "an interlock with no door",
    doorWith({ interlock: { with: ["lobby"] } }),
    "doors[0].interlock.with[0]",
    /a door is wanted/,
  ],
  [
    "a day that is none",
    officeWith({ impairments: [{ subject: "site", what: "jumper", until: "2026-02-30" }] }),
    "impairments[0].until",
    /is no day.*2026-12-24/,
  ],
  ["a door called outside", doorWith({ id: "outside" }), "doors[0].id", /area that always exists/],
  [
    "an area that is not there",
    doorWith({ from: "loby" }),
    "doors[0].from",
    /no area `loby`.*did you mean `lobby`\?/,
  ],
  ["a supply where an area belongs", doorWith({ to: "grid" }), "doors[0].to", /`grid` is a supply/],
  ["a door that leads nowhere else", doorWith({ to: "lobby" }), "doors[0].to", /same area/],
  [
    "a fire in an area that is not there",
    doorWith({ servesAreas: ["lobby", "attic"] }),
    "doors[0].servesAreas[1]",
    /no area `attic`/,
  ],
  [
    "a contact that is not there",
    doorWith({ contact: "front-contct" }),
    "doors[0].contact",
    /did you mean `front-contact`/,
  ],
  [
    "a contact of the wrong kind",
    doorWith({ contact: "lobby-smoke" }),
    "doors[0].contact",
    /kind `smoke`, and `contact` is wanted/,
  ],
  [
    "a release sensor of the wrong kind",
    doorWith({ emergencyRelease: { hardwired: true, sensor: "front-contact" } }),
    "doors[0].emergencyRelease.sensor",
    /`release-contact` is wanted/,
  ],
  [
    "a release that does not say whether it is wired",
    doorWith({ emergencyRelease: { sensor: "front-green" } }),
    "doors[0].emergencyRelease.hardwired",
    /is missing/,
  ],
  [
    "a supply that is not there",
    lockWith({ supply: "gird" }),
    "doors[0].locks[0].supply",
    /did you mean `grid`/,
  ],
  [
    "a holder without a supply",
    doorWith({ holder: { id: "front-holder" } }),
    "doors[0].holder.supply",
    /is missing/,
  ],
  [
    "a feeder that is not there",
    officeWith({ supplies: [{ id: "grid", kind: "mains", fedBy: "street" }] }),
    "supplies[0].fedBy",
    /no supply `street`/,
  ],
  [
    "supplies that feed each other",
    officeWith({
      supplies: [
        { id: "grid", kind: "mains", fedBy: "ups" },
        { id: "ups", kind: "ups", fedBy: "grid" },
      ],
    }),
    "supplies[0].fedBy",
    /feeds itself: `grid` by `ups` by `grid`/,
  ],
  [
    "a supply that feeds itself",
    officeWith({ supplies: [{ id: "grid", kind: "mains", fedBy: "grid" }] }),
    "supplies[0].fedBy",
    /feeds itself/,
  ],
  [
    "a percentage above 100",
    officeWith({ supplies: [{ id: "grid", kind: "ups", critical: { percent: 101 } }] }),
    "supplies[0].critical.percent",
    /at most 100/,
  ],
  [
    "a battery that holds less than nothing",
    officeWith({ supplies: [{ id: "grid", kind: "ups", capacityWh: -1 }] }),
    "supplies[0].capacityWh",
    /more than 0/,
  ],
  [
    "a detector without an area",
    sensorWith({ kind: "heat" }),
    "sensors[3].area",
    /is missing: a sensor of kind `heat` needs it/,
  ],
  [
    "a power sensor without a supply",
    sensorWith({ kind: "power" }),
    "sensors[3].supply",
    /needs it/,
  ],
  [
    "a power sensor in an area",
    sensorWith({ kind: "power", supply: "grid", area: "lobby" }),
    "sensors[3].area",
    /means nothing/,
  ],
  [
    "an exit request without a door",
    sensorWith({ kind: "exit-request" }),
    "sensors[3].door",
    /needs it/,
  ],
  [
    "a smoke detector on a supply",
    sensorWith({ kind: "smoke", area: "lobby", supply: "grid" }),
    "sensors[3].supply",
    /means nothing/,
  ],
  [
    "a contact that its door does not name",
    sensorWith({ kind: "contact", door: "front" }),
    "sensors[3].door",
    /does not name this sensor/,
  ],
  [
    "a critical contact",
    sensorWith({ kind: "contact", supervision: { every: "1h", critical: true } }),
    "sensors[3].supervision.critical",
    /means nothing/,
  ],
  [
    "a kind with a slip",
    sensorWith({ kind: "smokes", area: "lobby" }),
    "sensors[3].kind",
    /did you mean `smoke`\?/,
  ],
  [
    "a sensor at a door that is not there",
    sensorWith({ kind: "exit-request", door: "back" }),
    "sensors[3].door",
    /no door `back`/,
  ],
  [
    "a duration without a unit",
    doorWith({ timing: { access: 30 } }),
    "doors[0].timing.access",
    /no unit.*`30s`/,
  ],
  [
    "a duration without a unit, in quotes",
    doorWith({ timing: { access: "30" } }),
    "doors[0].timing.access",
    /no unit/,
  ],
  [
    "a duration in days",
    doorWith({ timing: { access: "2d" } }),
    "doors[0].timing.access",
    /no duration/,
  ],
  [
    "a duration below nothing",
    doorWith({ timing: { access: "-5s" } }),
    "doors[0].timing.access",
    /negative/,
  ],
  [
    "an access of no time at all",
    doorWith({ timing: { access: "0s" } }),
    "doors[0].timing.access",
    /at least 1ms/,
  ],
  [
    "a duration of more than a year",
    doorWith({ timing: { heldOpen: "8785h" } }),
    "doors[0].timing.heldOpen",
    /longer than 8784h/,
  ],
  ["a yes that is a word", doorWith({ exit: "yes" }), "doors[0].exit", /must be true or false/],
  ["a key without a value", doorWith({ rest: null }), "doors[0].rest", /is empty/],
  [
    "a handle that is wired",
    doorWith({ egressDevices: [{ kind: "handle", via: "power" }] }),
    "doors[0].egressDevices[0].via",
    /means nothing for `handle`/,
  ],
  [
    "a bar that draws a stranger's lock",
    doorWith({ egressDevices: [{ kind: "panic-bar", draws: ["back-lock"] }] }),
    "doors[0].egressDevices[0].draws[0]",
    /no lock of this door/,
  ],
  [
    "a button that draws a bolt",
    doorWith({ egressDevices: [{ kind: "exit-button", draws: ["front-strike"] }] }),
    "doors[0].egressDevices[0].draws",
    /draws no bolt by hand/,
  ],
  [
    "a maglock that stays shut without power",
    lockWith({ failMode: "fail-secure" }),
    "doors[0].locks[0].failMode",
    /can't be `fail-secure`/,
  ],
  [
    "a fail-safe lock that does not say what the controller's death does",
    lockWith({ controllerLoss: undefined }),
    "doors[0].locks[0].controllerLoss",
    /fail-safe lock must say/,
  ],
  [
    "a key with the wrong case",
    lockWith({ failmode: "fail-safe" }),
    "doors[0].locks[0].failmode",
    /did you mean `failMode`\?/,
  ],
  [
    "a fail mode with a slip",
    lockWith({ failMode: "failsafe" }),
    "doors[0].locks[0].failMode",
    /did you mean `fail-safe`\?/,
  ],
  ["a lock that makes power", lockWith({ watts: -3 }), "doors[0].locks[0].watts", /at least 0/],
  ["watts in words", lockWith({ watts: "3W" }), "doors[0].locks[0].watts", /must be a number/],
  [
    "an unknown device",
    lockWith({ device: { profile: "fax-machine" } }),
    "doors[0].locks[0].device.profile",
    /fax-machine/,
  ],
  [
    "a device that is a word",
    lockWith({ device: "shelly" }),
    "doors[0].locks[0].device",
    /must be a mapping/,
  ],
  [
    "a vote of more than there are to vote",
    votes("3 of 2 within 60s"),
    "alarms[0].vote",
    /could never be reached/,
  ],
  [
    "a vote that counts on detectors that are not there",
    votes("2 of 3 within 60s"),
    "alarms[0].vote",
    /`lobby` has 1 smoke or heat/,
  ],
  ["a vote in other words", votes("most"), "alarms[0].vote", /no vote/],
  ["a vote without a window", votes("1 of 1"), "alarms[0].vote", /no vote/],
  ["an alarm rule that says nothing", officeWith({ alarms: [{}] }), "alarms[0].area", /is missing/],
  [
    "two rules for one area",
    officeWith({ alarms: [{ area: "lobby" }, { area: "lobby" }] }),
    "alarms[1].area",
    /has an alarm rule already/,
  ],
  [
    "an alarm in an area that is not there",
    officeWith({ alarms: [{ area: "attic" }] }),
    "alarms[0].area",
    /no area `attic`/,
  ],
  [
    "an intrusion answered in two ways",
    officeWith({ alarms: [{ onIntrusion: "ignore" }], onIntrusion: "lockdown" }),
    "onIntrusion",
    /another place says `ignore`/,
  ],
  [
    "a lease renewed too late",
    officeWith({ lease: { ttl: "60s", renew: "21s" } }),
    "lease.renew",
    /at most a third/,
  ],
  [
    "a role that does not exist",
    officeWith({ roles: { rest: ["alice"] } }),
    "roles.rest",
    /did you mean `reset`\?/,
  ],
  [
    "a proof that nobody can give",
    officeWith({ requests: { signed: "required" } }),
    "requests",
    /name `keys` or `pins`/,
  ],
  [
    "a key twice",
    officeWith({ requests: { keys: [{ id: "phone" }, { id: "phone" }] } }),
    "requests",
    /an id of its own/,
  ],
  [
    "a secret in the site file",
    officeWith({ requests: { keys: [{ id: "phone", secret: "x" }] } }),
    "requests.keys[0].secret",
    /unknown key/,
  ],
  [
    "an acknowledgement of no rule",
    officeWith({ acknowledge: [{ rule: "28", subject: "door:front", why: "x" }] }),
    "acknowledge[0].rule",
    /`L28`/,
  ],
  [
    "a prototype as a key",
    officeWith({}).replace("{", '{"__proto__":{"id":"x"},'),
    "__proto__",
    /unknown key/,
  ],
  ["a constructor as a key", officeWith({ constructor: 1 }), "constructor", /unknown key/],
  ["a key said twice in JSON", '{"version":1,"id":"a","id":"b"}', "id", /said twice/],
  [
    "a key said twice in YAML",
    "version: 1\nid: a\nareas: [{ id: x, id: y }]\n",
    "areas[0].id",
    /said twice/,
  ],
  ["a bracket left open", "version: 1\nareas: [\ndoors: []\n", "", /^line 3, column 1/],
  ["a tab as indentation", "version: 1\nareas:\n\t- id: x\n", "", /line 3.*indent with spaces/s],
  ["two sites in one file", "id: a\n---\nid: b\n", "", /line 2/],
  ["an alias of nothing", "version: 1\nid: *x\n", "id", /stands for nothing/],
  ["a key that is a list", "? [a]\n: b\n", "", /key that is no word/],
];

describe("a site file that is wrong", () => {
  it.each(SLIPS)("%s", (_, text, path, says) => {
    const parsed = parseSite(text);
    if (parsed.ok) expect.fail("the site was taken");
    const told = parsed.problems.map(
      (problem) => `${problem.path} | ${problem.message} | ${problem.mend}`,
    );
    const problem = parsed.problems.find((each) => each.path === path);
    expect(problem, told.join("\n")).toBeDefined();
    expect(`${problem?.message} ${problem?.mend}`).toMatch(says);
    expect(problem?.mend).not.toBe("");
  });

  it("tells a single slip once, and nothing beside it", () => {
    const parsed = parseSite(doorWith({ from: "loby" }));
    expect(parsed).toEqual({
      ok: false,
      problems: [
        {
          path: "doors[0].from",
          message: "there is no area `loby`",
          mend: "did you mean `lobby`?",
        },
      ],
    });
  });

  it("tells everything at once, from the top of the file to its end", () => {
    const parsed = parseSite(
      officeWith({
        colour: "red",
        sensors: [{ id: "s", kind: "smoke", area: "cellar", supervision: { every: 30 } }],
        doors: [
          {
            from: "lobby",
            to: "outside",
            id: "front",
            timing: { access: "soon" },
            locks: [{ id: "l", hardware: "maglock", failMode: "fail-secure", supply: "grdi" }],
          },
        ],
      }),
    );
    expect(parsed.ok ? [] : parsed.problems.map(({ path }) => path)).toEqual([
      "sensors[0].area",
      "sensors[0].supervision.every",
      "doors[0].timing.access",
      "doors[0].locks[0].failMode",
      "doors[0].locks[0].supply",
      "colour",
    ]);
  });

  it("does not tell of every reference to a section that can't be read", () => {
    const parsed = parseSite(officeWith({ supplies: "grid" }));
    expect(parsed.ok ? [] : parsed.problems.map(({ path }) => path)).toEqual(["supplies"]);
  });

  it("leaves every other object as it was", () => {
    parseSite('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
    parseSite("__proto__: { polluted: true }\n");
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect({}).not.toHaveProperty("polluted");
  });

  it("shows no control characters of the file", () => {
    const parsed = parseSite(officeWith({ "\u001b[31mred\u202e": 1 }));
    const text = JSON.stringify(parsed);
    expect(text).toContain("unknown key");
    expect(text).not.toMatch(/\\u001b|\u202e/);
  });

  it("accepts a vote that the area's detectors can reach", () => {
    const text = officeWith({
      sensors: [...officeObject().sensors, ...smokes(2)],
      alarms: [{ area: "lobby", vote: "2 of 3 within 60s" }],
    });
    expect(parseSite(text).ok).toBe(true);
  });
});
