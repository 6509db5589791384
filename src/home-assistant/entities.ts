/** The entities of each part of a site, as components of MQTT device discovery. */
import type {
  AreaDescription,
  DoorDescription,
  SensorDescription,
  SensorKind,
  SupplyDescription,
} from "../core/index.ts";
import type { SiteTopics } from "../mqtt/index.ts";
import { DOOR_LOCK, EVENT, IN_TROUBLE, latched, oneOf, request } from "./templates.ts";

/** One entity: its `platform` and the keys of that platform. */
export type Component = Readonly<Record<string, unknown>> & { readonly platform: string };
export type Components = Readonly<Record<string, Component>>;

export interface Way {
  readonly topics: SiteTopics;
  /** Where requests go; null where Home Assistant may not ask for anything. */
  readonly requests: string | null;
}

export function doorEntities(door: DoorDescription, { topics, requests }: Way): Components {
  const state_topic = topics.state("door", door.id);
  const command_template = request({ door: door.id });
  return {
    ...(requests === null
      ? {
          locked: {
            platform: "binary_sensor",
            name: null,
            device_class: "lock",
            state_topic,
            // Home Assistant's lock class is on while it is unlocked.
            value_template: oneOf("value_json.outside", { locked: "OFF", unlocked: "ON" }),
          },
        }
      : {
          lock: {
            platform: "lock",
            name: null,
            state_topic,
            value_template: DOOR_LOCK,
            command_topic: requests,
            command_template,
            payload_lock: "lock",
            payload_unlock: "unlock",
            optimistic: false,
            ...SENT_ONCE,
          },
          access: pressed("Let in", "access", requests, command_template),
        }),
    ...(door.contact === null
      ? {}
      : {
          leaf: {
            platform: "binary_sensor",
            name: "Leaf",
            device_class: "door",
            state_topic,
            value_template: oneOf("value_json.position", { open: "ON", closed: "OFF" }),
          },
        }),
    egress: {
      platform: "sensor",
      name: "Way out",
      device_class: "enum",
      options: ["free", "mechanical", "by-device", "blocked"],
      state_topic,
      value_template: "{{ value_json.egress }}",
    },
    trouble: {
      platform: "binary_sensor",
      name: "Trouble",
      device_class: "problem",
      entity_category: "diagnostic",
      state_topic,
      value_template: IN_TROUBLE,
      json_attributes_topic: state_topic,
      json_attributes_template:
        "{{ {'troubles': value_json.troubles, 'because': value_json.because} | tojson }}",
    },
  };
}

export function areaEntities(area: AreaDescription, { topics, requests }: Way): Components {
  const state_topic = topics.state("area", area.id);
  const command_template = request({ area: area.id });
  const shown = (name: string, device_class: string, value_template: string): Component => ({
    platform: "binary_sensor",
    name,
    device_class,
    state_topic,
    value_template,
  });
  return {
    fire: shown("Fire", "smoke", latched("fire")),
    gas: shown("Gas", "gas", latched("gas")),
    lockdown: shown("Lockdown", "safety", "{{ 'ON' if value_json.lockdown else 'OFF' }}"),
    ...(requests === null
      ? {}
      : {
          reset: pressed("Reset", "reset", requests, command_template),
          lock_down: pressed("Lock down", "lockdown", requests, command_template),
          end_lockdown: pressed("End lockdown", "lockdown-release", requests, command_template),
        }),
  };
}

const CLASSES: Readonly<Record<SensorKind, string>> = {
  smoke: "smoke",
  heat: "heat",
  "carbon-monoxide": "carbon_monoxide",
  gas: "gas",
  "call-point": "safety",
  intrusion: "safety",
  "release-contact": "safety",
  "exit-request": "occupancy",
  power: "power",
  ups: "power",
  contact: "door",
};

/** What a reading is shown as; a test, a fault and everything else is unknown. */
const SHOWN: Readonly<Partial<Record<SensorKind, string>>> = {
  power: oneOf("value_json.value", { on: "ON", off: "OFF" }),
  contact: oneOf("value_json.value", { open: "ON", closed: "OFF" }),
  ups: oneOf("value_json.value.status", {
    online: "ON",
    "on-battery": "OFF",
    low: "OFF",
    off: "OFF",
  }),
};

export function sensorEntity(sensor: SensorDescription, { topics }: Way): Component {
  const state_topic = topics.state("sensor", sensor.id);
  return {
    platform: "binary_sensor",
    name: sensor.name,
    device_class: CLASSES[sensor.kind],
    state_topic,
    value_template: SHOWN[sensor.kind] ?? oneOf("value_json.value", { alarm: "ON", clear: "OFF" }),
    json_attributes_topic: state_topic,
  };
}

export function supplyEntities(supply: SupplyDescription, { topics }: Way): Components {
  const state_topic = topics.state("supply", supply.id);
  return {
    [`supply_${supply.id}`]: {
      platform: "binary_sensor",
      name: supply.name,
      device_class: "power",
      state_topic,
      value_template: oneOf("value_json.status", { live: "ON", lost: "OFF" }),
    },
    ...(supply.kind === "mains"
      ? {}
      : {
          [`supply_${supply.id}_percent`]: {
            platform: "sensor",
            name: `${supply.name} charge`,
            device_class: "battery",
            unit_of_measurement: "%",
            state_topic,
            value_template: "{{ value_json.percent if value_json.percent is number else 'None' }}",
          },
        }),
  };
}

export function eventEntity(types: readonly string[], { topics }: Way): Component {
  return {
    platform: "event",
    name: "Events",
    state_topic: topics.event,
    event_types: types,
    value_template: EVENT,
  };
}

/** Nobody keeps an order, and nobody delivers it later. */
const SENT_ONCE = { retain: false, qos: 0 } as const;

function pressed(
  name: string,
  payload_press: string,
  command_topic: string,
  command_template: string,
): Component {
  return { platform: "button", name, command_topic, command_template, payload_press, ...SENT_ONCE };
}
