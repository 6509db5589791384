/** One example flow a source: the messages that its nodes really send, and what the site says to each. */
import type { SensorKind } from "../../src/core/site.ts";
import { MORE_SOURCES } from "./more-sources.ts";

export interface ExampleSensor {
  readonly id: string;
  readonly kind: SensorKind;
  readonly name: string;
  readonly preset: string;
  /** The part of the message that is read; `payload` where it isn't given. */
  readonly property?: string;
  readonly activeWhen?: string;
  readonly restWhen?: string;
}

/** A button of the flow that stands in for the source's node. */
export interface ExampleMessage {
  readonly name: string;
  /** A sensor's id, or `lock` for a report of the lock. */
  readonly to: string;
  readonly topic?: string;
  readonly payload: unknown;
  /** Another property of the message, as Home Assistant's `data`. */
  readonly also?: readonly [property: string, value: unknown];
  /** What the sensor, or the lock's bolt, must be afterwards. */
  readonly says: string;
}

export interface ExampleSource {
  readonly file: string;
  readonly title: string;
  /** Where the messages come from, and what to put in place of the buttons. */
  readonly about: string;
  readonly sensors: readonly ExampleSensor[];
  readonly messages: readonly ExampleMessage[];
}

const zigbee = { battery: 97, battery_low: false, linkquality: 84, tamper: false };

const zwave = (property: string, propertyKey: string, newValue: number) => ({
  event: "VALUE_UPDATED",
  timestamp: 1_763_800_000_000,
  nodeId: 7,
  nodeName: "Hall smoke",
  nodeLocation: "Hall",
  eventBody: {
    valueId: {
      commandClassName: "Notification",
      commandClass: 113,
      endpoint: 0,
      property,
      propertyKey,
    },
    prevValue: 0,
    newValue,
  },
});

const entity = (id: string, deviceClass: string, state: string) => ({
  entity_id: id,
  new_state: {
    entity_id: id,
    state,
    attributes: { device_class: deviceClass, friendly_name: id },
    last_changed: "2026-01-01T00:00:00+00:00",
  },
});

export const SOURCES: readonly ExampleSource[] = [
  {
    file: "zigbee2mqtt",
    title: "zigbee2mqtt over MQTT",
    about:
      "Put an mqtt in node with the topic `zigbee2mqtt/NAME` in place of the buttons, and one with `zigbee2mqtt/NAME/availability`.",
    sensors: [
      { id: "hall-smoke", kind: "smoke", name: "Smoke", preset: "zigbee2mqtt" },
      { id: "front-contact", kind: "contact", name: "Front contact", preset: "zigbee2mqtt" },
    ],
    messages: [
      {
        name: "closed",
        to: "front-contact",
        topic: "zigbee2mqtt/front",
        payload: { contact: true, ...zigbee },
        says: "closed",
      },
      {
        name: "test button",
        to: "hall-smoke",
        topic: "zigbee2mqtt/hall",
        payload: { smoke: false, test: true, ...zigbee },
        says: "test",
      },
      {
        name: "smoke",
        to: "hall-smoke",
        topic: "zigbee2mqtt/hall",
        payload: { smoke: true, test: false, ...zigbee },
        says: "alarm",
      },
      {
        name: "no smoke",
        to: "hall-smoke",
        topic: "zigbee2mqtt/hall",
        payload: { smoke: false, test: false, ...zigbee },
        says: "clear",
      },
      {
        name: "open",
        to: "front-contact",
        topic: "zigbee2mqtt/front",
        payload: { contact: false, ...zigbee },
        says: "open",
      },
      {
        name: "offline",
        to: "hall-smoke",
        topic: "zigbee2mqtt/hall/availability",
        payload: { state: "offline" },
        says: "unknown",
      },
      {
        name: "the lock says locked",
        to: "lock",
        payload: { state: "LOCK", lock_state: "locked", battery: 80 },
        says: "locked",
      },
    ],
  },
  {
    file: "zigbee2mqtt-nodes",
    title: "node-red-contrib-zigbee2mqtt",
    about:
      "Put a zigbee2mqtt-in node in place of the buttons. Its HomeKit map can be read too, by the property homekit.",
    sensors: [
      { id: "hall-smoke", kind: "smoke", name: "Smoke", preset: "auto" },
      {
        id: "front-contact",
        kind: "contact",
        name: "Front contact",
        preset: "homekit",
        property: "homekit",
      },
    ],
    messages: [
      {
        name: "smoke",
        to: "hall-smoke",
        topic: "zigbee2mqtt/hall",
        payload: { smoke: true, ...zigbee },
        says: "alarm",
      },
      {
        name: "no smoke",
        to: "hall-smoke",
        topic: "zigbee2mqtt/hall",
        payload: { smoke: false, ...zigbee },
        says: "clear",
      },
      {
        name: "open",
        to: "front-contact",
        payload: { contact: false },
        also: ["homekit", { ContactSensor: { ContactSensorState: 1, ContactSensorTampered: 0 } }],
        says: "open",
      },
      {
        name: "closed",
        to: "front-contact",
        payload: { contact: true },
        also: ["homekit", { ContactSensor: { ContactSensorState: 0 } }],
        says: "closed",
      },
    ],
  },
  {
    file: "zwave-js",
    title: "node-red-contrib-zwave-js",
    about:
      "Put a zwave-device node, with value updates and notifications, in place of the buttons.",
    sensors: [
      { id: "hall-smoke", kind: "smoke", name: "Smoke", preset: "auto" },
      { id: "front-contact", kind: "contact", name: "Front contact", preset: "zwavejs-ui" },
    ],
    messages: [
      {
        name: "door open",
        to: "front-contact",
        payload: zwave("Access Control", "Door state", 22),
        says: "open",
      },
      {
        name: "door closed",
        to: "front-contact",
        payload: zwave("Access Control", "Door state", 23),
        says: "closed",
      },
      {
        name: "test button",
        to: "hall-smoke",
        payload: zwave("Smoke Alarm", "Alarm status", 3),
        says: "test",
      },
      {
        name: "smoke (notification)",
        to: "hall-smoke",
        payload: {
          event: "NOTIFICATION",
          nodeId: 7,
          eventBody: {
            ccId: 113,
            args: { type: 1, event: 2, label: "Smoke Alarm", eventLabel: "Smoke detected" },
          },
        },
        says: "alarm",
      },
      {
        name: "no smoke",
        to: "hall-smoke",
        payload: zwave("Smoke Alarm", "Sensor status", 0),
        says: "clear",
      },
      {
        name: "node dead",
        to: "hall-smoke",
        payload: { event: "DEAD", timestamp: 1, nodeId: 7 },
        says: "unknown",
      },
      {
        name: "the lock says unsecured",
        to: "lock",
        payload: {
          event: "VALUE_UPDATED",
          nodeId: 9,
          eventBody: {
            valueId: { commandClass: 98, endpoint: 0, property: "currentMode" },
            newValue: 0,
          },
        },
        says: "unlocked",
      },
    ],
  },
  {
    file: "zwave-js-ui",
    title: "Z-Wave JS UI over MQTT",
    about:
      "Put an mqtt in node with the value's topic in place of the buttons. The payload may be the bare value, time and value, or the whole value.",
    sensors: [{ id: "hall-smoke", kind: "smoke", name: "Smoke", preset: "zwavejs-ui" }],
    messages: [
      {
        name: "smoke (time and value)",
        to: "hall-smoke",
        topic: "zwave/hall/smoke/113/0/Smoke_Alarm/Sensor_status",
        payload: { time: 1_763_800_000_000, value: 2 },
        says: "alarm",
      },
      {
        name: "no smoke (bare value)",
        to: "hall-smoke",
        topic: "zwave/hall/smoke/notification/endpoint_0/Smoke_Alarm/Sensor_status",
        payload: 0,
        says: "clear",
      },
      {
        name: "test (whole value)",
        to: "hall-smoke",
        topic: "zwave/hall/smoke/113/0/Smoke_Alarm/Alarm_status",
        payload: {
          id: "7-113-0-Smoke Alarm-Alarm status",
          nodeId: 7,
          commandClass: 113,
          endpoint: 0,
          property: "Smoke Alarm",
          propertyKey: "Alarm status",
          value: 3,
        },
        says: "test",
      },
      {
        name: "node dead",
        to: "hall-smoke",
        topic: "zwave/hall/smoke/status",
        payload: { time: 1_763_800_000_000, value: false, status: "Dead", nodeId: 7 },
        says: "unknown",
      },
    ],
  },
  {
    file: "home-assistant",
    title: "Home Assistant websocket nodes",
    about:
      "Put an events: state node in place of the buttons. Its data names the device class, so the property is data.",
    sensors: [
      {
        id: "hall-smoke",
        kind: "smoke",
        name: "Smoke",
        preset: "home-assistant",
        property: "data",
      },
      {
        id: "front-contact",
        kind: "contact",
        name: "Front contact",
        preset: "auto",
        property: "data",
      },
    ],
    messages: [
      {
        name: "smoke",
        to: "hall-smoke",
        topic: "binary_sensor.hall_smoke",
        payload: "on",
        also: ["data", entity("binary_sensor.hall_smoke", "smoke", "on")],
        says: "alarm",
      },
      {
        name: "no smoke",
        to: "hall-smoke",
        topic: "binary_sensor.hall_smoke",
        payload: "off",
        also: ["data", entity("binary_sensor.hall_smoke", "smoke", "off")],
        says: "clear",
      },
      {
        name: "unavailable",
        to: "hall-smoke",
        topic: "binary_sensor.hall_smoke",
        payload: "unavailable",
        also: ["data", entity("binary_sensor.hall_smoke", "smoke", "unavailable")],
        says: "unknown",
      },
      {
        name: "open",
        to: "front-contact",
        topic: "binary_sensor.front",
        payload: "on",
        also: ["data", entity("binary_sensor.front", "door", "on")],
        says: "open",
      },
      {
        name: "closed",
        to: "front-contact",
        topic: "binary_sensor.front",
        payload: "off",
        also: ["data", entity("binary_sensor.front", "door", "off")],
        says: "closed",
      },
      {
        name: "the lock says jammed",
        to: "lock",
        payload: { state: "jammed", attributes: {}, entity_id: "lock.front" },
        says: "jammed",
      },
    ],
  },
  ...MORE_SOURCES,
];
