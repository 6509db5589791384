/** One client behind which all locks are: does what it is told and says where the bolt is. Arguments: port, subject. */
import { openRaw, publishPacket } from "../raw-mqtt.ts";
import { EVERY_COMMAND } from "../wire/words.ts";

const [port, subject = ""] = process.argv.slice(2);
const client = await openRaw(Number(port), "gateway", (topic, payload) => {
  const to: unknown = Reflect.get(Object(JSON.parse(payload.toString())), "command");
  client.write(publishPacket(topic.toString().replace("/command", "/state"), String(to)));
});
await client.subscribe([EVERY_COMMAND(subject)], 1);
console.log("up");
