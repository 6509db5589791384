/** An importable Node-RED flow of one source: a site with a door, its sensors, and a button a message. */
import type { ExampleMessage, ExampleSensor, ExampleSource } from "./sources.ts";

export type FlowNode = Readonly<Record<string, unknown>> & { readonly id: string };

/** The lock of every example door. */
export const LOCK = "front-maglock";

export function idIn(source: ExampleSource, what: string): string {
  return `egress-${source.file}-${what}`;
}

export function buttonId(source: ExampleSource, index: number): string {
  return idIn(source, `button-${index + 1}`);
}

const ROW = 40;
const GAP = 30;

export function flowOf(source: ExampleSource): readonly FlowNode[] {
  const tab = idIn(source, "tab");
  return [
    { id: tab, type: "tab", label: source.title, disabled: false, info: source.about },
    siteNode(source),
    {
      id: idIn(source, "about"),
      type: "comment",
      z: tab,
      name: `What ${source.title} sends, and what Egress makes of it`,
      info: source.about,
      x: 300,
      y: 40,
      wires: [],
    },
    ...source.messages.map((message, index) => button(source, tab, message, index)),
    ...source.sensors.map((sensor) => sensorNode(source, tab, sensor, middle(source, sensor.id))),
    doorNode(source, tab, middle(source, "lock")),
    debug(source, tab, "orders", "orders for the lock", 740, middle(source, "lock") - 20),
    debug(source, tab, "state", "the door's state", 730, middle(source, "lock") + 20),
    debug(source, tab, "reading", "what the message means", 760, 100),
  ];
}

/** The buttons of one sensor stand together, in the order in which its messages come. */
function heightOf(source: ExampleSource, message: ExampleMessage): number {
  const groups = [...source.sensors.map(({ id }) => id), "lock"];
  const group = groups.indexOf(message.to);
  const above = source.messages.filter(({ to }) => groups.indexOf(to) < group).length;
  const own = source.messages.filter(({ to }) => to === message.to).indexOf(message);
  return 100 + (above + own) * ROW + group * GAP;
}

/** In the middle of the buttons that lead there; below them all where none does. */
function middle(source: ExampleSource, to: string): number {
  const heights = source.messages.flatMap((message) =>
    message.to === to ? [heightOf(source, message)] : [],
  );
  if (heights.length > 0)
    return Math.round(heights.reduce((sum, y) => sum + y, 0) / heights.length);
  return 100 + source.messages.length * ROW + source.sensors.length * GAP;
}

function button(
  source: ExampleSource,
  tab: string,
  message: ExampleMessage,
  index: number,
): FlowNode {
  const { name, to, topic, payload, also } = message;
  const named = to === "lock" ? LOCK : topic;
  const extra = also === undefined ? [] : [{ p: also[0], v: JSON.stringify(also[1]), vt: "json" }];
  return {
    id: buttonId(source, index),
    type: "inject",
    z: tab,
    name,
    props: [
      { p: "payload" },
      ...(named === undefined ? [] : [{ p: "topic", vt: "str" }]),
      ...extra,
    ],
    repeat: "",
    crontab: "",
    once: false,
    onceDelay: 0.1,
    topic: named ?? "",
    ...typed(payload),
    x: 170,
    y: heightOf(source, message),
    wires: [[idIn(source, to === "lock" ? "door" : to)]],
  };
}

function typed(payload: unknown): { payload: string; payloadType: string } {
  if (typeof payload === "string") return { payload, payloadType: "str" };
  if (typeof payload === "boolean") return { payload: String(payload), payloadType: "bool" };
  if (typeof payload === "number") return { payload: String(payload), payloadType: "num" };
  return { payload: JSON.stringify(payload), payloadType: "json" };
}

function isSupplied(source: ExampleSource): boolean {
  return source.sensors.some(({ kind }) => kind === "ups");
}

function siteNode(source: ExampleSource): FlowNode {
  const supply = (id: string, kind: string, fedBy: string) => ({
    id,
    kind,
    fedBy,
    capacityWh: "",
    criticalMinutes: "",
    criticalPercent: "",
  });
  return {
    id: idIn(source, "site"),
    type: "egress-site",
    version: 1,
    name: source.title,
    mode: "authority",
    source: "flow",
    siteId: `example-${source.file}`,
    siteName: source.title,
    areas: [{ id: "hall", name: "Hall", occupied: true, highValue: false }],
    supplies: [
      supply("mains", "mains", ""),
      ...(isSupplied(source) ? [supply("lock-ups", "ups", "mains")] : []),
    ],
    alarms: [],
    onIntrusion: "lockdown",
    lockdownEnds: "person",
    leaseTtl: "",
    leaseRenew: "",
    file: "",
    text: "",
    broker: "none",
    port: "",
    listen: "",
    url: "",
    ca: "",
    allowPlaintext: false,
  };
}

function sensorNode(
  source: ExampleSource,
  tab: string,
  sensor: ExampleSensor,
  y: number,
): FlowNode {
  const isPower = sensor.kind === "power" || sensor.kind === "ups";
  return {
    id: idIn(source, sensor.id),
    type: isPower ? "egress-power" : "egress-alarm",
    z: tab,
    version: 1,
    name: sensor.name,
    site: idIn(source, "site"),
    kind: sensor.kind,
    sensor: sensor.id,
    ...(isPower
      ? { supply: sensor.kind === "ups" ? "lock-ups" : "mains" }
      : { area: sensor.kind === "contact" ? "" : "hall", door: "" }),
    property: sensor.property ?? "payload",
    preset: sensor.preset,
    activeWhen: sensor.activeWhen ?? "",
    restWhen: sensor.restWhen ?? "",
    every: "",
    ...(isPower ? {} : { critical: false }),
    device: "",
    x: 480,
    y,
    wires: [[idIn(source, "reading")]],
  };
}

function doorNode(source: ExampleSource, tab: string, y: number): FlowNode {
  const contact = source.sensors.find(({ kind }) => kind === "contact")?.id ?? "";
  return {
    id: idIn(source, "door"),
    type: "egress-door",
    z: tab,
    version: 1,
    name: "Front door",
    site: idIn(source, "site"),
    door: "front",
    from: "hall",
    to: "outside",
    exit: true,
    fireRated: false,
    stairReentry: false,
    servesAreas: "",
    contact,
    locks: [
      {
        id: LOCK,
        hardware: "maglock",
        failMode: "fail-safe",
        supply: isSupplied(source) ? "lock-ups" : "mains",
        controllerLoss: "release",
        watts: "3",
        monitor: source.messages.some(({ to }) => to === "lock"),
        confirmWithin: "",
        device: "",
      },
    ],
    holderId: "",
    holderSupply: "",
    holdOnUps: false,
    holderDevice: "",
    egressDevices: [{ kind: "exit-button", via: "power", hold: "", draws: "" }],
    release: "hardwired",
    releaseSensor: "",
    rest: "secured",
    onFire: "auto",
    onGas: "",
    onLockdown: "secure",
    onRestore: "rest",
    unlockMeans: "hold",
    forcedOpen: "alarm",
    access: "",
    extendedAccess: "",
    heldOpen: "",
    preAlarm: "",
    relockAfterClose: "",
    announce: true,
    x: 480,
    y,
    wires: [[idIn(source, "orders")], [idIn(source, "state")]],
  };
}

function debug(
  source: ExampleSource,
  tab: string,
  what: string,
  name: string,
  x: number,
  y: number,
): FlowNode {
  return {
    id: idIn(source, what),
    type: "debug",
    z: tab,
    name,
    active: true,
    tosidebar: true,
    console: false,
    tostatus: false,
    complete: "true",
    targetType: "full",
    statusVal: "",
    statusType: "auto",
    x,
    y,
    wires: [],
  };
}
