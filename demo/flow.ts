/** The flow that Node-RED opens with: the house live, buttons for what happens in it, and questions. */
import type { SiteDescription } from "../src/core/site.ts";
import { type Deed, HANDS_TOPIC } from "./house.ts";

export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface FlowOptions {
  readonly site: SiteDescription;
  readonly siteFile: string;
  readonly brokerPort: number;
}

const TAB = "demo-tab";
const SITE = "demo-site";
const BROKER = "demo-broker";
const TO_THE_HOUSE = "demo-hands";

/** Left edges. */
const COLUMNS = [60, 360, 660, 920, 1_140] as const;
const ROW = 50;
const TOP = 60;

const HAPPENS: readonly (readonly [string, Deed])[] = [
  ["Smoke in the hall", "smoke"],
  ["The smoke clears", "smoke-clears"],
  ["Carbon monoxide", "carbon-monoxide"],
  ["The workshop is aired", "carbon-monoxide-clears"],
  ["A burglar", "burglar"],
  ["The panel goes quiet", "burglar-gone"],
  ["Exit button pressed", "exit-button"],
  ["The mains fail", "mains-fail"],
  ["The UPS runs low", "ups-low"],
  ["The mains return", "mains-return"],
];

const ASKED: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["Reset the alarm", { action: "reset" }],
  ["Why is it so?", { action: "explain", door: "front" }],
  ["Lock", { action: "lock", door: "front" }],
  ["Unlock", { action: "unlock", door: "front" }],
  ["Let somebody in", { action: "access", door: "server-door" }],
  ["Lockdown", { action: "lockdown" }],
  ["End the lockdown", { action: "lockdown-release" }],
  ["Begin a drill", { action: "drill-start" }],
  ["End the drill", { action: "drill-end" }],
];

const INFO = `The demo house, live. Its devices are simulated, and speak as the real products do.

Press the square left of a button. *What happens* is done to the simulated devices; *what you ask* goes
to Egress. The words under each node say how it is now, and the debug sidebar shows what is said.

This flow is written anew at each \`npm start\`.`;

export function demoFlow(options: FlowOptions): readonly FlowNode[] {
  const { site } = options;
  const belowDoors = site.doors.length + 2;
  const belowHappens = HAPPENS.length + 2;
  return [
    { id: TAB, type: "tab", label: site.name, info: INFO },
    siteNode(options),
    brokerNode(options),
    heading("doors", "The doors, as they are now", 0, 0),
    ...site.doors.map(({ id, name }, row) =>
      at(0, row + 1, {
        id: `demo-door-${id}`,
        type: "egress-door",
        version: 1,
        name,
        site: SITE,
        door: id,
        announce: false,
        wires: [[], ["demo-states"]],
      }),
    ),
    at(1, 1, debug("states", "How each door is")),
    at(1, 2, {
      id: "demo-feed",
      type: "egress-events",
      version: 1,
      name: "Event feed",
      site: SITE,
      types: "",
      door: "",
      wires: [["demo-events"]],
    }),
    at(1, 3, debug("events", "Everything that happens")),
    heading("sensors", "What the doors listen to", 0, belowDoors),
    ...site.sensors.map((sensor, place) => {
      const half = Math.ceil(site.sensors.length / 2);
      const column = place < half ? 0 : 1;
      return at(column, belowDoors + 1 + (place % half), sensorNode(sensor));
    }),
    heading("happens", "What happens in the house: press a button", 2, 0),
    ...HAPPENS.map(([name, deed], row) => at(2, row + 1, button(deed, name, deed, [TO_THE_HOUSE]))),
    at(3, 1, {
      id: TO_THE_HOUSE,
      type: "mqtt out",
      name: "the simulated devices",
      topic: HANDS_TOPIC,
      qos: "1",
      retain: "false",
      broker: BROKER,
      wires: [],
    }),
    heading("asked", "What you ask of Egress: press a button", 2, belowHappens),
    ...ASKED.flatMap(([name, fields], place) => {
      const row = belowHappens + 1 + place;
      const id = `demo-ask-${fields["action"]}`;
      return [
        at(2, row, button(`ask-${fields["action"]}-button`, name, "", [id])),
        at(3, row, {
          id,
          type: "egress-control",
          version: 1,
          name: "",
          site: SITE,
          door: "",
          area: "",
          sensor: "",
          duration: "",
          extended: false,
          ...fields,
          wires: [["demo-answers"]],
        }),
      ];
    }),
    at(4, belowHappens + 1, debug("answers", "Answers")),
  ];
}

function siteNode({ site, siteFile, brokerPort }: FlowOptions): FlowNode {
  return {
    id: SITE,
    type: "egress-site",
    version: 1,
    name: site.name,
    mode: "authority",
    source: "file",
    siteId: site.id,
    file: siteFile,
    broker: "external",
    url: `mqtt://127.0.0.1:${brokerPort}`,
  };
}

function brokerNode({ brokerPort }: FlowOptions): FlowNode {
  return {
    id: BROKER,
    type: "mqtt-broker",
    name: "The demo's broker",
    broker: "127.0.0.1",
    port: String(brokerPort),
    clientid: "",
    autoConnect: true,
    usetls: false,
    protocolVersion: "4",
    keepalive: "60",
    cleansession: true,
  };
}

function sensorNode({ id, name, kind }: SiteDescription["sensors"][number]): FlowNode {
  const type = kind === "power" || kind === "ups" ? "egress-power" : "egress-alarm";
  const common = { version: 1, name, site: SITE, kind, sensor: id, property: "payload" };
  return { id: `demo-sensor-${id}`, type, ...common, preset: "auto", wires: [[]] };
}

function button(id: string, name: string, payload: string, wires: readonly string[]): FlowNode {
  const props = [{ p: "payload" }];
  const never = { repeat: "", crontab: "", once: false, onceDelay: 0.1, topic: "" };
  return {
    id: `demo-${id}`,
    type: "inject",
    name,
    props,
    ...never,
    payload,
    payloadType: "str",
    wires: [wires],
  };
}

function debug(id: string, name: string): FlowNode {
  const shows = { active: true, tosidebar: true, console: false, tostatus: false };
  return {
    id: `demo-${id}`,
    type: "debug",
    name,
    ...shows,
    complete: "payload",
    targetType: "msg",
    wires: [],
  };
}

function heading(id: string, name: string, column: number, row: number): FlowNode {
  return at(column, row, { id: `demo-heading-${id}`, type: "comment", name, info: "", wires: [] });
}

/** Node-RED places nodes by their middle; by its own rule for widths they stand in line at the left. */
function at(column: number, row: number, node: FlowNode): FlowNode {
  const label = String(node["name"] || `${node["action"]} ${node["door"]}`).trim();
  const width = Math.max(100, 20 * Math.ceil((label.length * LETTER + 57) / 20));
  return { ...node, z: TAB, x: (COLUMNS[column] ?? 0) + width / 2, y: TOP + row * ROW };
}

/** Pixels of a letter, on average. */
const LETTER = 6.9;
