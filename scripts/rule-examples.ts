/** For each design rule a site that breaks it and one that just does not: for the docs and for the tests. */

export interface RuleExample {
  /** What the rule speaks of in the wrong site. */
  readonly subject: string;
  readonly wrong: string;
  readonly right: string;
}

/** A sane, quiet site. An example adds to its lists and overrides the rest. */
export const EXAMPLE_BASE = `version: 1
id: example
name: Example
areas: [{ id: lobby }, { id: workshop }]
supplies:
  - { id: grid, kind: mains }
  - { id: lock-ups, kind: ups, fedBy: grid }
sensors:
  - { id: lobby-smoke, kind: smoke, area: lobby, supervision: { every: 4h } }
doors:
  - id: front
    from: lobby
    to: outside
    exit: true
    egressDevices: [{ kind: handle }]
    locks:
      - { id: front-strike, hardware: electric-strike, failMode: fail-secure, supply: lock-ups, monitor: true }
`;

const door = (...keys: readonly string[]) =>
  ["doors:", "  - id: back", ...keys.map((key) => `    ${key}`)].join("\n");

const EXIT = ["from: lobby", "to: outside", "exit: true"];
const INNER = ["from: workshop", "to: lobby"];
const HANDLE = "egressDevices: [{ kind: handle }]";
const BUTTON = "egressDevices: [{ kind: exit-button, via: power, hold: 30s }]";
const WIRED_ONLY = "egressDevices: [{ kind: exit-button, via: lock }]";
const GREEN = "emergencyRelease: { hardwired: true }";

const lock = (id: string, hardware: string, failMode: string, more = "", supply = "lock-ups") =>
  `locks: [{ id: ${id}, hardware: ${hardware}, failMode: ${failMode}, supply: ${supply}${more} }]`;
const strike = (more = "", supply = "lock-ups") =>
  lock("back-strike", "electric-strike", "fail-secure", more, supply);
const magnet = (more = ", controllerLoss: release", supply = "lock-ups") =>
  lock("back-magnet", "maglock", "fail-safe", more, supply);
const bolt = (more = "") => lock("back-bolt", "motor-deadbolt", "fail-as-is", more);
const SAFE = ", controllerLoss: release";

const rig = (...more: readonly string[]) => door(...EXIT, BUTTON, GREEN, ...more, magnet());
const delayed = (keys: string) =>
  door(...EXIT, `delayedEgress: { ${keys}, sign: true, sounder: true }`, HANDLE, strike());
const panel = (deed: string) => rig(`alsoDrivenBy: { name: Burglar panel, ${deed}: true }`);
const supplied = (supply: string, lockKeys: string) =>
  `supplies: [{ ${supply} }]\n${door(...EXIT, HANDLE, lockKeys)}`;
const voting = (vote: string, first: string, second: string) =>
  [
    "sensors:",
    `  - { id: bench-smoke, kind: smoke, area: workshop${first} }`,
    `  - { id: bench-heat, kind: heat, area: workshop${second} }`,
    `alarms: [{ area: workshop, vote: ${vote} }]`,
  ].join("\n");
const WATCHED = ", supervision: { every: 4h }";
const device = (topic: string) =>
  `${WATCHED}, device: { profile: zigbee2mqtt, topic: zigbee2mqtt/${topic} }`;

const AT_DOOR = "door:back";

export const RULE_EXAMPLES: Readonly<Record<string, RuleExample>> = {
  L01: {
    subject: AT_DOOR,
    wrong: door(...EXIT, WIRED_ONLY, strike()),
    right: door(...EXIT, HANDLE, strike()),
  },
  L02: {
    subject: AT_DOOR,
    wrong: door(...INNER, WIRED_ONLY, strike()),
    right: `areas: [{ id: duct, occupied: false }]\n${door("from: duct", "to: lobby", WIRED_ONLY, strike())}`,
  },
  L03: {
    subject: AT_DOOR,
    wrong: door(...EXIT, "egressDevices: [{ kind: reader }]", GREEN, magnet()),
    right: door(
      ...EXIT,
      "egressDevices: [{ kind: reader }, { kind: exit-button, via: power }]",
      GREEN,
      magnet(),
    ),
  },
  L04: {
    subject: AT_DOOR,
    wrong: door(...EXIT, HANDLE, GREEN, magnet()),
    right: rig(),
  },
  L05: {
    subject: AT_DOOR,
    wrong: door(...EXIT, BUTTON, "emergencyRelease: { hardwired: false }", magnet()),
    right: rig(),
  },
  L06: {
    subject: AT_DOOR,
    wrong: door(
      ...EXIT,
      "egressDevices: [{ kind: exit-button, via: controller }]",
      GREEN,
      magnet(),
    ),
    right: rig(),
  },
  L07: {
    subject: AT_DOOR,
    wrong: door(...EXIT, BUTTON, magnet(", controllerLoss: hold")),
    right: door(...EXIT, BUTTON, GREEN, magnet(", controllerLoss: hold")),
  },
  L08: {
    subject: AT_DOOR,
    wrong: door(
      ...INNER,
      "fireRated: true",
      HANDLE,
      lock("back-strike", "electric-strike", "fail-safe", SAFE),
    ),
    right: door(...INNER, "fireRated: true", HANDLE, strike()),
  },
  L09: {
    subject: AT_DOOR,
    wrong: door(...INNER, "fireRated: true", BUTTON, GREEN, magnet()),
    right: door(...INNER, "fireRated: true", "latch: true", BUTTON, GREEN, magnet()),
  },
  L10: {
    subject: AT_DOOR,
    wrong: door(...INNER, "fireRated: true", "onFire: release", HANDLE, strike()),
    right: door(...INNER, "fireRated: true", "onFire: auto", HANDLE, strike()),
  },
  L11: {
    subject: AT_DOOR,
    wrong: door(...EXIT, "egressDevices: [{ kind: panic-bar }]", GREEN, magnet()),
    right: door(
      ...EXIT,
      "egressDevices: [{ kind: panic-bar, draws: [back-magnet] }]",
      GREEN,
      magnet(),
    ),
  },
  L12: {
    subject: AT_DOOR,
    wrong: door(...EXIT, "keyedInside: true", HANDLE, strike()),
    right: door(...INNER, "keyedInside: true", HANDLE, strike()),
  },
  L13: { subject: AT_DOOR, wrong: panel("lockdownCutsExit"), right: panel("lockdownOverFire") },
  L14: {
    subject: AT_DOOR,
    wrong: panel("lockdownOverFire"),
    right: door(
      ...EXIT,
      HANDLE,
      "alsoDrivenBy: { name: Burglar panel, lockdownOverFire: true }",
      strike(),
    ),
  },
  L15: {
    subject: AT_DOOR,
    wrong: rig("fireRelease: { latched: false }"),
    right: rig("fireRelease: { latched: true }"),
  },
  L16: {
    subject: AT_DOOR,
    wrong: door(...INNER, "onFire: release", HANDLE, strike("", "grid")),
    right: door(...INNER, "onFire: release", HANDLE, strike("", "lock-ups")),
  },
  L17: {
    subject: AT_DOOR,
    wrong: door(...INNER, "servesAreas: [workshop]", BUTTON, GREEN, magnet()),
    right: door(...INNER, "servesAreas: [workshop, lobby]", BUTTON, GREEN, magnet()),
  },
  L18: {
    subject: "supply:panel",
    wrong: supplied(
      "id: panel, kind: ups, firePanel: { releaseAfter: 30m }",
      magnet(SAFE, "panel"),
    ),
    right: supplied(
      "id: panel, kind: ups, firePanel: { releaseAfter: 10m }",
      magnet(SAFE, "panel"),
    ),
  },
  L19: {
    subject: "area:workshop",
    wrong: voting("2 of 2 within 60s", WATCHED, ""),
    right: voting("2 of 2 within 60s", WATCHED, WATCHED),
  },
  L20: {
    subject: "area:workshop",
    wrong: [
      `sensors: [{ id: bench-call, kind: call-point, area: workshop${WATCHED} }]`,
      "alarms: [{ area: workshop, verify: 60s }]",
    ].join("\n"),
    right: [
      "sensors:",
      `  - { id: bench-call, kind: call-point, area: workshop${WATCHED} }`,
      `  - { id: bench-smoke, kind: smoke, area: workshop${WATCHED} }`,
      "alarms: [{ area: workshop, verify: 60s }]",
    ].join("\n"),
  },
  L21: {
    subject: AT_DOOR,
    wrong: door(
      ...INNER,
      "fireRated: true",
      "holder: { id: back-holder, supply: lock-ups, holdOnUps: true }",
    ),
    right: door(
      ...INNER,
      "fireRated: true",
      "holder: { id: back-holder, supply: lock-ups, holdOnUps: false }",
    ),
  },
  L22: {
    subject: AT_DOOR,
    wrong: [
      "sensors: [{ id: bench-smoke, kind: smoke, area: workshop, supervision: { every: 60s, critical: true } }]",
      door(...INNER, "holder: { id: back-holder, supply: grid, controllerLoss: hold }"),
    ].join("\n"),
    right: [
      "sensors: [{ id: bench-smoke, kind: smoke, area: workshop, supervision: { every: 60s, critical: true } }]",
      door(...INNER, "holder: { id: back-holder, supply: grid, controllerLoss: release }"),
    ].join("\n"),
  },
  L23: {
    subject: AT_DOOR,
    wrong: delayed("delay: 30s, nuisance: 3s"),
    right: delayed("delay: 30s, nuisance: 3s, authorityApproved: true"),
  },
  L24: {
    subject: AT_DOOR,
    wrong: door(
      ...EXIT,
      "delayedEgress: { delay: 15s, nuisance: 3s, sounder: true }",
      HANDLE,
      strike(),
    ),
    right: delayed("delay: 15s, nuisance: 3s"),
  },
  L25: {
    subject: AT_DOOR,
    wrong: door(
      ...EXIT,
      "egressDevices: [{ kind: exit-button, via: power, hold: 29s }]",
      GREEN,
      magnet(),
    ),
    right: rig(),
  },
  L26: {
    subject: "sensor:bench-smoke",
    wrong:
      "sensors: [{ id: bench-smoke, kind: smoke, area: workshop, supervision: { every: 121s, critical: true } }]",
    right:
      "sensors: [{ id: bench-smoke, kind: smoke, area: workshop, supervision: { every: 120s, critical: true } }]",
  },
  L27: {
    subject: "sensor:bench-call",
    wrong: "sensors: [{ id: bench-call, kind: call-point, area: workshop }]",
    right: `sensors: [{ id: bench-call, kind: call-point, area: workshop${WATCHED} }]`,
  },
  L28: {
    subject: AT_DOOR,
    wrong: `areas: [{ id: vault, highValue: true }]\n${door("from: vault", "to: lobby", BUTTON, GREEN, magnet())}`,
    right: `areas: [{ id: vault, highValue: true }]\n${door("from: vault", "to: lobby", HANDLE, strike())}`,
  },
  L29: {
    subject: AT_DOOR,
    wrong: door(...EXIT, BUTTON, GREEN, magnet(SAFE, "grid")),
    right: door(...EXIT, BUTTON, GREEN, magnet(SAFE, "lock-ups")),
  },
  L30: {
    subject: AT_DOOR,
    wrong: door(...EXIT, "onFire: release", HANDLE, strike()),
    right: door(...EXIT, "onFire: auto", HANDLE, strike()),
  },
  L31: {
    subject: AT_DOOR,
    wrong: door(...INNER, "stairReentry: true", HANDLE, strike()),
    right: door(
      ...INNER,
      "stairReentry: true",
      HANDLE,
      lock("back-trim", "electrified-lockset", "fail-safe", SAFE),
    ),
  },
  L32: {
    subject: AT_DOOR,
    wrong: door(...INNER, "interlock: { with: [front] }", HANDLE, strike()),
    right: door(...INNER, "interlock: { with: [front], override: true }", HANDLE, strike()),
  },
  L33: {
    subject: "supply:box",
    wrong: supplied("id: box, kind: ups, capacityWh: 29", strike(", watts: 6", "box")),
    right: supplied("id: box, kind: ups, capacityWh: 30", strike(", watts: 6", "box")),
  },
  L34: {
    subject: "lock:back-latch",
    wrong: supplied(
      "id: box, kind: mains, inrushAmps: 15",
      lock("back-latch", "motor-latch", "fail-secure", ", solenoid: true", "box"),
    ),
    right: supplied(
      "id: box, kind: mains, inrushAmps: 16",
      lock("back-latch", "motor-latch", "fail-secure", ", solenoid: true", "box"),
    ),
  },
  L35: {
    subject: AT_DOOR,
    wrong: door(...EXIT, HANDLE, bolt()),
    right: door(...EXIT, "egressDevices: [{ kind: thumbturn }]", bolt()),
  },
  L36: {
    subject: AT_DOOR,
    wrong: door(...EXIT, "egressDevices: [{ kind: thumbturn }]", bolt()),
    right: [
      "sensors: [{ id: back-contact, kind: contact }]",
      door(...EXIT, "egressDevices: [{ kind: thumbturn }]", "contact: back-contact", bolt()),
    ].join("\n"),
  },
  L37: {
    subject: "lock:back-strike",
    wrong: door(...EXIT, HANDLE, strike()),
    right: door(...EXIT, HANDLE, strike(", monitor: true")),
  },
  L38: {
    subject: "lock:back-magnet",
    wrong: door(...EXIT, BUTTON, GREEN, magnet(`${SAFE}, continuousDuty: false`)),
    right: door(...EXIT, HANDLE, strike(", continuousDuty: false")),
  },
  L39: {
    subject: "door:front",
    wrong: 'impairments: [{ subject: "door:front", what: A jumper across the fire loop }]',
    right:
      'impairments: [{ subject: "door:front", what: A jumper across the fire loop, until: 2026-12-24 }]',
  },
  L40: { subject: "site", wrong: "lockdownVia: cloud", right: "lockdownVia: local" },
  L41: {
    subject: "sensor:bench-heat",
    wrong: voting("2 of 2 within 60s", device("bench"), device("bench")),
    right: voting("2 of 2 within 60s", device("bench"), device("roof")),
  },
  L42: {
    subject: AT_DOOR,
    wrong: door("from: lobby", "to: outside", HANDLE, strike()),
    right: door(...EXIT, HANDLE, strike()),
  },
  L43: {
    subject: "area:workshop",
    wrong: door(...INNER, WIRED_ONLY, strike()),
    right: door(...INNER, HANDLE, strike()),
  },
  L44: { subject: AT_DOOR, wrong: panel("relocksOnPower"), right: panel("lockdownCutsExit") },
};
