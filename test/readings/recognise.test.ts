import { describe, expect, it } from "vitest";
import type { SensorKind } from "../../src/core/site.ts";
import { type Preset, recognise } from "../../src/readings/index.ts";

const zwave = (property: string, propertyKey: string, newValue: unknown) => ({
  event: "VALUE_UPDATED",
  nodeId: 7,
  eventBody: { valueId: { commandClass: 113, endpoint: 0, property, propertyKey }, newValue },
});
const binary = (newValue: unknown) => ({
  event: "VALUE_UPDATED",
  eventBody: { valueId: { commandClass: 48, endpoint: 0, property: "Any" }, newValue },
});
const entity = (state: string, device_class: string) => ({
  entity_id: "binary_sensor.x",
  new_state: { state, attributes: { device_class, battery_level: 55 } },
});

describe("a message of a usual product, source left to itself", () => {
  it.each<[string, SensorKind, unknown, unknown]>([
    ["zigbee2mqtt smoke", "smoke", { smoke: true, battery: 97, linkquality: 84 }, "alarm"],
    ["zigbee2mqtt no smoke", "smoke", { smoke: false, linkquality: 84 }, "clear"],
    ["zigbee2mqtt smoke null", "smoke", { smoke: null, linkquality: 84 }, "unknown"],
    ["zigbee2mqtt test button", "smoke", { smoke: false, test: true, linkquality: 1 }, "test"],
    ["zigbee2mqtt alarm under test", "smoke", { smoke: true, test: true, linkquality: 1 }, "alarm"],
    ["zigbee2mqtt chamber fault", "smoke", { smoke: false, fault: true, linkquality: 1 }, "fault"],
    [
      "zigbee2mqtt plug beside null",
      "smoke",
      { smoke: null, state: "ON", linkquality: 1 },
      "unknown",
    ],
    ["zigbee2mqtt carbon monoxide", "carbon-monoxide", { carbon_monoxide: true, co: 35 }, "alarm"],
    ["zigbee2mqtt gas", "gas", { gas: false }, "clear"],
    ["zigbee2mqtt contact true is closed", "contact", { contact: true, linkquality: 9 }, "closed"],
    ["zigbee2mqtt contact false is open", "contact", { contact: false, linkquality: 9 }, "open"],
    ["zigbee2mqtt button", "exit-request", { action: "single", linkquality: 9 }, "alarm"],
    ["zigbee2mqtt button let go", "exit-request", { action: "", linkquality: 9 }, "clear"],
    [
      "zigbee2mqtt, sure of nothing",
      "smoke",
      { smoke: false, smoke_state: "unknown", linkquality: 1 },
      "unknown",
    ],
    [
      "zigbee2mqtt, detection silenced",
      "smoke",
      { smoke: false, smoke_alarm_silenced: true, linkquality: 1 },
      "unknown",
    ],
    [
      "zigbee2mqtt, smoke for all the silence",
      "smoke",
      { smoke: true, smoke_alarm_silenced: true, linkquality: 1 },
      "alarm",
    ],
    ["zigbee2mqtt self-test running", "gas", { gas: false, self_test: "checking" }, "test"],
    ["zigbee2mqtt self-test failed", "gas", { gas: false, self_test_result: "failure" }, "fault"],
    [
      "zigbee2mqtt Halo, smoke next door",
      "smoke",
      { halo_alert_state: "interconnect_smoke", battery: 9 },
      "alarm",
    ],
    [
      "zigbee2mqtt Halo, carbon monoxide",
      "carbon-monoxide",
      { halo_alert_state: "carbon_monoxide", battery: 9 },
      "alarm",
    ],
    ["zigbee2mqtt gas meter", "gas", { gas: 1, linkquality: 9 }, "unknown"],
    ["zigbee2mqtt mains fault", "power", { ac_status: true, linkquality: 9 }, "off"],
    ["zigbee2mqtt keypad", "exit-request", { action: "disarm", linkquality: 9 }, null],
    ["zigbee2mqtt lock's log", "exit-request", { action: "manual_unlock", battery: 9 }, null],
    ["zigbee2mqtt second button", "exit-request", { action: "2_double", linkquality: 9 }, "alarm"],
    ["z-wave smoke", "smoke", zwave("Smoke Alarm", "Sensor status", 2), "alarm"],
    ["z-wave smoke idle", "smoke", zwave("Smoke Alarm", "Sensor status", 0), "clear"],
    ["z-wave smoke test", "smoke", zwave("Smoke Alarm", "Alarm status", 3), "test"],
    ["z-wave word nobody knows", "smoke", zwave("Smoke Alarm", "Sensor status", 99), "unknown"],
    ["z-wave CO test", "carbon-monoxide", zwave("CO Alarm", "Test status", 3), "test"],
    ["z-wave door open", "contact", zwave("Access Control", "Door state", 22), "open"],
    ["z-wave door closed", "contact", zwave("Access Control", "Door state", 23), "closed"],
    ["z-wave mains lost", "power", zwave("Power Management", "Mains status", 2), "off"],
    ["z-wave mains back", "power", zwave("Power Management", "Mains status", 3), "on"],
    [
      "z-wave notification",
      "smoke",
      { event: "NOTIFICATION", eventBody: { ccId: 113, args: { type: 1, event: 2 } } },
      "alarm",
    ],
    ["z-wave binary sensor true is open", "contact", binary(true), "open"],
    ["z-wave dead node", "smoke", { event: "DEAD", nodeId: 7 }, "unknown"],
    ["home assistant smoke on", "smoke", entity("on", "smoke"), "alarm"],
    ["home assistant unavailable", "smoke", entity("unavailable", "smoke"), "unknown"],
    ["home assistant door on is open", "contact", entity("on", "door"), "open"],
    ["home assistant bare door state", "contact", "off", "closed"],
    ["home assistant panel", "intrusion", "triggered", "alarm"],
    ["home assistant panel armed", "intrusion", "armed_away", "clear"],
    ["home assistant panel pending", "intrusion", "pending", "unknown"],
    ["homekit smoke", "smoke", { SmokeDetected: 1 }, "alarm"],
    ["homekit fault", "smoke", { SmokeDetected: 0, StatusFault: 1 }, "fault"],
    ["homekit contact 0 is closed", "contact", { ContactSensorState: 0 }, "closed"],
    ["homekit contact 1 is open", "contact", { ContactSensorState: 1 }, "open"],
    ["homekit no response", "contact", { ContactSensorState: "NO_RESPONSE" }, "unknown"],
    ["homekit alarm system", "intrusion", { SecuritySystemCurrentState: 4 }, "alarm"],
    ["homekit map, a service deep", "smoke", { SmokeSensor: { SmokeDetected: 1 } }, "alarm"],
    ["deconz fire", "smoke", { fire: true, lastupdated: "x" }, "alarm"],
    ["deconz raw event", "contact", { e: "changed", r: "sensors", state: { open: true } }, "open"],
    ["deconz test", "smoke", { fire: false, test: true }, "test"],
    [
      "deconz unreachable",
      "smoke",
      { state: { fire: false }, config: { reachable: false } },
      "unknown",
    ],
    [
      "shelly gen 1 door",
      "contact",
      { sensor: { state: "close", is_valid: true }, bat: { value: 95 } },
      "closed",
    ],
    ["shelly gen 1 invalid", "contact", { sensor: { state: "close", is_valid: false } }, "unknown"],
    ["shelly gen 1 gas test", "gas", { gas_sensor: { alarm_state: "test" } }, "test"],
    ["shelly gen 2 smoke", "smoke", { id: 0, alarm: true, mute: false }, "alarm"],
    [
      "shelly gen 2 notify",
      "smoke",
      { method: "NotifyStatus", params: { ts: 1, "smoke:0": { id: 0, alarm: false } } },
      "clear",
    ],
    ["shelly gen 2 input as call point", "call-point", { input0: { id: 0, state: true } }, "alarm"],
    ["shelly gen 2 input as contact", "contact", { input0: { id: 0, state: true } }, "unknown"],
    [
      "shelly external power",
      "power",
      { "devicepower:0": { external: { present: false } } },
      "off",
    ],
    ["tasmota switch", "call-point", { Switch1: { Action: "ON" } }, "alarm"],
    ["tasmota sensor telegram", "call-point", { Time: "x", Switch1: "OFF" }, "clear"],
    ["tasmota last will", "smoke", "Offline", "unknown"],
    ["tasmota switch as contact", "contact", { Switch1: "ON" }, "unknown"],
    ["tuya smoke", "smoke", [{ code: "smoke_sensor_status", value: "alarm" }], "alarm"],
    ["tuya smoke normal", "smoke", { smoke_sensor_status: "normal" }, "clear"],
    ["tuya disconnected", "smoke", { state: "DISCONNECTED" }, "unknown"],
    ["nut as power", "power", { "ups.status": "OB DISCHRG" }, "off"],
    ["a word", "smoke", "ALARM", "alarm"],
    ["a word for clear", "smoke", " Clear ", "clear"],
    ["true", "smoke", true, "alarm"],
    ["zero", "smoke", 0, "clear"],
    ["a word nobody knows", "smoke", "banana", "unknown"],
    ["null", "smoke", null, "unknown"],
    ["an empty text", "smoke", "", "unknown"],
    ["true of a door, source unknown", "contact", true, "unknown"],
    ["open", "contact", "open", "open"],
    ["a reading of our own", "smoke", { value: "test" }, "test"],
    ["released break-glass", "release-contact", "released", "alarm"],
    ["mains on", "power", "on", "on"],
    ["mains off", "power", "OFF", "off"],
    ["a UPS line as power", "power", "OL CHRG", "on"],
    ["mains gone", "power", { value: false }, "off"],
  ])("%s", (_, kind, message, expected) => {
    expect(recognise(kind, message, "auto").value).toEqual(expected);
  });
});

describe("a bare boolean for a door means what its source means", () => {
  it.each<[Preset, boolean, string]>([
    ["zigbee2mqtt", true, "closed"],
    ["zigbee2mqtt", false, "open"],
    ["plain", true, "unknown"],
    ["tasmota", true, "unknown"],
  ])("%s %s is %s", (preset, said, expected) => {
    expect(recognise("contact", said, preset).value).toBe(expected);
  });
});

describe("a UPS", () => {
  it.each<[string, unknown, unknown]>([
    [
      "NUT flat, numbers as text",
      { "ups.status": "OL CHRG", "battery.charge": "100", "battery.runtime": "2184" },
      { status: "online", percent: 100, runtimeSeconds: 2184 },
    ],
    [
      "NUT nested",
      { ups: { status: { value: "OB LB" } }, battery: { charge: { value: "9" } } },
      { status: "low", percent: 9 },
    ],
    ["NUT bare status", "OB DISCHRG", { status: "on-battery" }],
    [
      "apcupsd",
      { STATUS: "ONBATT ", BCHARGE: "88.0 Percent", TIMELEFT: "12.5 Minutes" },
      { status: "on-battery", percent: 88, runtimeSeconds: 750 },
    ],
    ["apcupsd lost its UPS", { STATUS: "COMMLOST" }, { status: "unknown" }],
    ["our own words", { status: "on-battery", percent: 40 }, { status: "on-battery", percent: 40 }],
    [
      "a percentage out of range",
      { "ups.status": "OL", "battery.charge": "900" },
      { status: "online" },
    ],
    ["a word nobody knows", "SPARKLING", { status: "unknown" }],
    ["null", null, { status: "unknown" }],
  ])("%s", (_, message, expected) => {
    expect(recognise("ups", message, "auto").value).toEqual(expected);
  });
});

describe("a message that says nothing of the kind", () => {
  it.each<[string, SensorKind, unknown]>([
    ["only a battery", "smoke", { battery: 40, linkquality: 3 }],
    ["another command class", "smoke", binaryOf(128)],
    ["another device class", "smoke", entity("on", "battery")],
    ["a plug", "smoke", { state: "ON", linkquality: 3 }],
  ])("%s is neither clear nor unknown, and its shape is known", (_, kind, message) => {
    const read = recognise(kind, message, "auto");
    expect(read.value).toBeNull();
    expect(read.by).toBeDefined();
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["an empty object", {}],
    ["a stranger", { colour: "red" }],
    ["a list", [1, 2, 3]],
    ["inherited names", JSON.parse('{"__proto__":{"smoke":true}}')],
    ["a text longer than any word", "x".repeat(257)],
  ])("%s has no known shape", (_, message) => {
    const read = recognise("smoke", message, "auto");
    expect(read).toMatchObject({ value: null, reason: expect.any(String) });
    expect(read.by).toBeUndefined();
  });
});

describe("what comes along", () => {
  it("carries battery and tamper with the reading", () => {
    expect(
      recognise("smoke", { smoke: false, battery: 12, battery_low: true, tamper: true }, "auto"),
    ).toMatchObject({ value: "clear", battery: { percent: 12, low: true }, tamper: true });
  });

  it("carries a battery without a reading", () => {
    expect(recognise("smoke", entity("on", "battery"), "auto")).toMatchObject({
      value: null,
      battery: { low: true },
    });
  });
});

function binaryOf(commandClass: number) {
  return {
    event: "VALUE_UPDATED",
    eventBody: { valueId: { commandClass, property: "level" }, newValue: 99 },
  };
}
