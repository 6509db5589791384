/** What a user writes without us: mqtt in, a function that returns one message a door, mqtt out. */
import { ALARM_TOPIC, commandTopic, POKE_TOPIC, POKED_TOPIC, UNLOCK } from "./words.ts";

export function userFlow(subject: string, doors: number, port: number): readonly object[] {
  const pattern = commandTopic(subject, 0).replace("00000", "#");
  const release = `
    if (msg.payload.smoke !== true) return null;
    const out = [];
    for (let door = 0; door < ${doors}; door += 1) {
      const number = String(door).padStart(5, "0");
      out.push({ topic: "${pattern}".replace("#", number), payload: '${UNLOCK}' });
    }
    return [out];`;
  const poke = `return { topic: "${POKED_TOPIC(subject)}", payload: '${UNLOCK}' };`;
  const common = { z: "tab", x: 100, y: 100 };
  const mqtt = { broker: "broker", ...common };
  const heard = { type: "mqtt in", qos: "1", datatype: "json", ...mqtt };
  const code = { type: "function", outputs: 1, libs: [], ...common };
  return [
    { id: "tab", type: "tab", label: "Bench" },
    {
      id: "broker",
      type: "mqtt-broker",
      broker: "127.0.0.1",
      port: String(port),
      clientid: "",
      autoConnect: true,
      usetls: false,
      protocolVersion: "4",
      keepalive: "60",
      cleansession: true,
    },
    { id: "in", topic: ALARM_TOPIC(subject), wires: [["release"]], ...heard },
    { id: "release", func: release, wires: [["out"]], ...code },
    { id: "poke-in", topic: POKE_TOPIC(subject), wires: [["poke"]], ...heard },
    { id: "poke", func: poke, wires: [["out"]], ...code },
    { id: "out", type: "mqtt out", topic: "", qos: "0", retain: "false", wires: [], ...mqtt },
  ];
}
