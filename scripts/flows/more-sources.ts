/** The example flows of HomeKit, deCONZ, Shelly, Tasmota, ESPHome, Tuya and the UPS daemons. */
import type { ExampleSource } from "./sources.ts";

const rpc = (component: string, status: object) => ({
  src: "shellyplussmoke-80646fd3a8c4",
  dst: "shellyplussmoke-80646fd3a8c4/events",
  method: "NotifyStatus",
  params: { ts: 1_763_800_000.12, [component]: status },
});

const SHELLY = "shellyplussmoke-80646fd3a8c4";

export const MORE_SOURCES: readonly ExampleSource[] = [
  {
    file: "homekit-nrchkb",
    title: "HomeKit through NRCHKB",
    about: "Put a HomeKit service node's output in place of the buttons.",
    sensors: [
      { id: "hall-smoke", kind: "smoke", name: "Smoke", preset: "homekit" },
      { id: "front-contact", kind: "contact", name: "Front contact", preset: "auto" },
    ],
    messages: [
      { name: "smoke", to: "hall-smoke", payload: { SmokeDetected: 1 }, says: "alarm" },
      {
        name: "fault",
        to: "hall-smoke",
        payload: { SmokeDetected: 0, StatusFault: 1 },
        says: "fault",
      },
      {
        name: "no smoke",
        to: "hall-smoke",
        payload: { SmokeDetected: 0, StatusLowBattery: 0 },
        says: "clear",
      },
      { name: "no response", to: "hall-smoke", payload: "NO_RESPONSE", says: "unknown" },
      { name: "open", to: "front-contact", payload: { ContactSensorState: 1 }, says: "open" },
      { name: "closed", to: "front-contact", payload: { ContactSensorState: 0 }, says: "closed" },
      {
        name: "the lock says secured",
        to: "lock",
        payload: { LockCurrentState: 1, LockTargetState: 1 },
        says: "locked",
      },
    ],
  },
  {
    file: "deconz",
    title: "deCONZ (Phoscon)",
    about: "Put a deconz-in node with the complete state in place of the buttons.",
    sensors: [
      { id: "hall-smoke", kind: "smoke", name: "Smoke", preset: "deconz" },
      {
        id: "front-contact",
        kind: "contact",
        name: "Front contact",
        preset: "auto",
        property: "payload_raw",
      },
    ],
    messages: [
      {
        name: "smoke",
        to: "hall-smoke",
        payload: { fire: true, lowbattery: false, tampered: false, lastupdated: "2026-01-01" },
        says: "alarm",
      },
      {
        name: "test",
        to: "hall-smoke",
        payload: { fire: false, test: true, lastupdated: "2026-01-01" },
        says: "test",
      },
      {
        name: "no smoke",
        to: "hall-smoke",
        payload: { fire: false, test: false, lastupdated: "2026-01-01" },
        says: "clear",
      },
      {
        name: "open (raw event)",
        to: "front-contact",
        payload: true,
        also: ["payload_raw", { e: "changed", id: "4", r: "sensors", state: { open: true } }],
        says: "open",
      },
      {
        name: "closed (raw event)",
        to: "front-contact",
        payload: false,
        also: ["payload_raw", { e: "changed", id: "4", r: "sensors", state: { open: false } }],
        says: "closed",
      },
    ],
  },
  {
    file: "shelly-gen1",
    title: "Shelly of the first generation (node-red-contrib-shelly)",
    about: "Put a shelly-gen1 node in place of the buttons.",
    sensors: [
      { id: "hall-smoke", kind: "smoke", name: "Smoke", preset: "shelly-gen1" },
      { id: "front-contact", kind: "contact", name: "Front contact", preset: "auto" },
    ],
    messages: [
      {
        name: "smoke",
        to: "hall-smoke",
        payload: { smoke: true, bat: { value: 95, voltage: 2.9 } },
        says: "alarm",
      },
      {
        name: "no smoke",
        to: "hall-smoke",
        payload: { smoke: false, bat: { value: 95, voltage: 2.9 } },
        says: "clear",
      },
      {
        name: "open",
        to: "front-contact",
        payload: { sensor: { state: "open", is_valid: true }, bat: { value: 80, voltage: 5.8 } },
        says: "open",
      },
      {
        name: "not valid",
        to: "front-contact",
        payload: { sensor: { state: "close", is_valid: false }, bat: { value: 80 } },
        says: "unknown",
      },
    ],
  },
  {
    file: "shelly-gen2",
    title: "Shelly Plus, Pro and later (MQTT and node-red-contrib-shelly)",
    about:
      "Put mqtt in nodes with the topics `DEVICE/events/rpc` and `DEVICE/online` in place of the buttons, or a shelly-gen2 node.",
    sensors: [
      { id: "hall-smoke", kind: "smoke", name: "Smoke", preset: "shelly-gen2" },
      { id: "mains-power", kind: "power", name: "Mains", preset: "auto" },
    ],
    messages: [
      {
        name: "smoke",
        to: "hall-smoke",
        topic: `${SHELLY}/events/rpc`,
        payload: rpc("smoke:0", { id: 0, alarm: true, mute: false }),
        says: "alarm",
      },
      {
        name: "no smoke",
        to: "hall-smoke",
        topic: `${SHELLY}/status/smoke:0`,
        payload: { id: 0, alarm: false, mute: false },
        says: "clear",
      },
      {
        name: "gone (last will)",
        to: "hall-smoke",
        topic: `${SHELLY}/online`,
        payload: false,
        says: "unknown",
      },
      {
        name: "mains there",
        to: "mains-power",
        payload: {
          devicepower0: { id: 0, battery: { V: 5.2, percent: 88 }, external: { present: true } },
        },
        says: "on",
      },
      {
        name: "mains gone",
        to: "mains-power",
        payload: { devicepower0: { id: 0, external: { present: false } } },
        says: "off",
      },
    ],
  },
  {
    file: "tasmota",
    title: "Tasmota over MQTT",
    about:
      "Put mqtt in nodes with `stat/DEVICE/RESULT`, `tele/DEVICE/SENSOR` and `tele/DEVICE/LWT` in place of the buttons. A switch doesn't say what it is wired to: give open when and closed when for a door.",
    sensors: [
      { id: "call-point", kind: "call-point", name: "Call point", preset: "tasmota" },
      {
        id: "front-contact",
        kind: "contact",
        name: "Front contact",
        preset: "tasmota",
        property: "payload.Switch2",
        activeWhen: "ON",
        restWhen: "OFF",
      },
    ],
    messages: [
      {
        name: "pressed",
        to: "call-point",
        topic: "stat/hall/RESULT",
        payload: { Switch1: { Action: "ON" } },
        says: "alarm",
      },
      {
        name: "at rest (telegram)",
        to: "call-point",
        topic: "tele/hall/SENSOR",
        payload: { Time: "2026-01-01T00:00:00", Switch1: "OFF" },
        says: "clear",
      },
      {
        name: "offline (last will)",
        to: "call-point",
        topic: "tele/hall/LWT",
        payload: "Offline",
        says: "unknown",
      },
      {
        name: "door open",
        to: "front-contact",
        topic: "tele/hall/SENSOR",
        payload: { Time: "2026-01-01T00:00:00", Switch2: "ON" },
        says: "open",
      },
    ],
  },
  {
    file: "esphome",
    title: "ESPHome over MQTT",
    about:
      "Put mqtt in nodes with `DEVICE/binary_sensor/NAME/state` and `DEVICE/status` in place of the buttons.",
    sensors: [
      { id: "hall-smoke", kind: "smoke", name: "Smoke", preset: "esphome" },
      { id: "front-contact", kind: "contact", name: "Front contact", preset: "esphome" },
    ],
    messages: [
      {
        name: "smoke",
        to: "hall-smoke",
        topic: "hall/binary_sensor/smoke/state",
        payload: "ON",
        says: "alarm",
      },
      {
        name: "no smoke",
        to: "hall-smoke",
        topic: "hall/binary_sensor/smoke/state",
        payload: "OFF",
        says: "clear",
      },
      {
        name: "offline (last will)",
        to: "hall-smoke",
        topic: "hall/status",
        payload: "offline",
        says: "unknown",
      },
      {
        name: "door open",
        to: "front-contact",
        topic: "hall/binary_sensor/front/state",
        payload: "ON",
        says: "open",
      },
    ],
  },
  {
    file: "tuya",
    title: "Tuya",
    about:
      "Put a tuya-smart-device node in place of the buttons: its data points are numbered by each device, so name yours. The cloud's status codes have names and need no rule.",
    sensors: [
      {
        id: "hall-smoke",
        kind: "smoke",
        name: "Smoke",
        preset: "tuya",
        property: "payload.data.dps.1",
        activeWhen: "alarm",
        restWhen: "normal",
      },
      { id: "front-contact", kind: "contact", name: "Front contact (cloud)", preset: "auto" },
    ],
    messages: [
      {
        name: "smoke",
        to: "hall-smoke",
        payload: {
          data: { dps: { 1: "alarm" }, t: 1_763_800_000 },
          deviceId: "bf1",
          deviceName: "Hall",
        },
        says: "alarm",
      },
      {
        name: "no smoke",
        to: "hall-smoke",
        payload: { data: { dps: { 1: "normal" }, t: 1_763_800_001 }, deviceId: "bf1" },
        says: "clear",
      },
      {
        name: "open",
        to: "front-contact",
        payload: [
          { code: "doorcontact_state", value: true },
          { code: "battery_percentage", value: 80 },
        ],
        says: "open",
      },
      { name: "gone", to: "front-contact", payload: { state: "DISCONNECTED" }, says: "unknown" },
    ],
  },
  {
    file: "nut",
    title: "A UPS through NUT",
    about: "Put a nut-ups node, or what upsc says as an object, in place of the buttons.",
    sensors: [{ id: "ups-status", kind: "ups", name: "UPS", preset: "nut" }],
    messages: [
      {
        name: "on line (nested)",
        to: "ups-status",
        payload: {
          ups: { status: { value: "OL CHRG" } },
          battery: { charge: { value: "100" }, runtime: { value: "2184" } },
        },
        says: "online",
      },
      {
        name: "on battery (flat)",
        to: "ups-status",
        payload: { "ups.status": "OB DISCHRG", "battery.charge": "81", "battery.runtime": "1600" },
        says: "on-battery",
      },
      {
        name: "battery low (bare)",
        to: "ups-status",
        payload: "OB LB",
        says: "low",
      },
      {
        name: "a word nobody knows",
        to: "ups-status",
        payload: { "ups.status": "WAIT" },
        says: "unknown",
      },
    ],
  },
  {
    file: "apcupsd",
    title: "A UPS through apcupsd",
    about: "Put what apcaccess says, as an object, in place of the buttons.",
    sensors: [{ id: "ups-status", kind: "ups", name: "UPS", preset: "apcupsd" }],
    messages: [
      {
        name: "on line",
        to: "ups-status",
        payload: { STATUS: "ONLINE ", BCHARGE: "100.0 Percent", TIMELEFT: "38.2 Minutes" },
        says: "online",
      },
      {
        name: "on battery",
        to: "ups-status",
        payload: { STATUS: "ONBATT ", BCHARGE: "64.0 Percent", TIMELEFT: "21.0 Minutes" },
        says: "on-battery",
      },
      {
        name: "lost its UPS",
        to: "ups-status",
        payload: { STATUS: "COMMLOST " },
        says: "unknown",
      },
    ],
  },
];
