/**
 * Plain hap-nodejs: N locks that follow an alarm on MQTT. With `flushed`, one contact is told last, which
 * HAP-NodeJS sends at once with all that waits; without, it is what every peer shows.
 * Arguments: broker's port, subject, locks, flushed or plain, HAP port, username, storage folder.
 */
import hap from "@homebridge/hap-nodejs";
import { openRaw } from "../raw-mqtt.ts";
import { ALARM, ALARM_TOPIC } from "../wire/words.ts";

const [port, subject = "", locks, mode, hapPort, username = "", storage = ""] =
  process.argv.slice(2);
const { Accessory, Bridge, Characteristic: C, HAPStorage, Service: S, uuid } = hap;
const UNSECURED = 0;
const SECURED = 1;

HAPStorage.setCustomStoragePath(storage);
const bridge = new Bridge("Bench", uuid.generate("bench"));
const services = Array.from({ length: Number(locks) }, (_, index) => {
  const accessory = new Accessory(`Lock ${index}`, uuid.generate(`lock ${index}`));
  const service = accessory.addService(S.LockMechanism, `Lock ${index}`);
  service.updateCharacteristic(C.LockTargetState, SECURED);
  service.updateCharacteristic(C.LockCurrentState, SECURED);
  bridge.addBridgedAccessory(accessory);
  return { accessory, service };
});
const contact = services.at(-1)?.accessory.addService(S.ContactSensor, "Evacuation");

const input = await openRaw(Number(port), `${subject}-in`, (_, payload) => {
  const alarm = payload.toString() === ALARM;
  for (const { service } of services) {
    service.updateCharacteristic(C.LockTargetState, alarm ? UNSECURED : SECURED);
    service.updateCharacteristic(C.LockCurrentState, alarm ? UNSECURED : SECURED);
  }
  if (mode === "flushed") contact?.updateCharacteristic(C.ContactSensorState, alarm ? 1 : 0);
});
await input.subscribe([ALARM_TOPIC(subject)], 1);
bridge.on("listening" as never, () => console.log("up"));
await bridge.publish({
  username,
  port: Number(hapPort),
  pincode: "031-45-154",
  category: 2,
  bind: ["lo"],
  advertiser: "ciao" as never,
});
