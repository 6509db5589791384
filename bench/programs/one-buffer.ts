/**
 * The limit: on the alarm, every command encoded into one buffer and given to the socket in one write.
 * Alarms come in on one connection and commands leave on another. Arguments: port, subject, doors.
 */
import { oneBuffer, openRaw, publishPacket } from "../raw-mqtt.ts";
import {
  ALARM,
  ALARM_TOPIC,
  commandTopic,
  POKE_TOPIC,
  POKED_TOPIC,
  UNLOCK,
} from "../wire/words.ts";

const [port, subject = "", doors] = process.argv.slice(2);
const topics = Array.from({ length: Number(doors) }, (_, door) => commandTopic(subject, door));
const out = await openRaw(Number(port), `${subject}-out`, () => undefined);
const input = await openRaw(Number(port), `${subject}-in`, (topic, payload) => {
  if (payload.toString() !== ALARM) return;
  if (topic.toString() === POKE_TOPIC(subject))
    out.write(publishPacket(POKED_TOPIC(subject), UNLOCK));
  else out.write(oneBuffer(topics, UNLOCK));
});
await input.subscribe([ALARM_TOPIC(subject), POKE_TOPIC(subject)], 1);
console.log("up");
