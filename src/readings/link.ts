/** Whether a message speaks of the way to a device, and not of what the device sensed. */
import { isFields, own } from "./reading.ts";
import { asWord } from "./words.ts";

/** Words by which a link says that the device can't be heard, whatever the kind. */
const DOWN = new Set(["offline", "unavailable", "no_response", "disconnected", "unreachable"]);

/** The last level of a topic that carries a last will or an availability: zigbee2mqtt, Tasmota, Shelly. */
const LINK_TOPIC = /(^|\/)(availability|lwt|online)$/i;

/** ESPHome's last will; the bridges of UPS daemons publish the UPS's own status there. */
const STATUS_TOPIC = /(^|\/)status$/i;

export type Link = "up" | "down";

/**
 * `down` for a device that can't be heard, `up` for one that says only that it is there; null for any
 * other message. A bare `online` may be a UPS's, so it counts as a link only by its topic or its shape.
 *
 * @param ofUps true where a UPS is listened to, whose `status` is no link's.
 */
export function linkOf(value: unknown, topic?: string, ofUps = false): Link | null {
  const onLinkTopic =
    topic !== undefined && (LINK_TOPIC.test(topic) || (!ofUps && STATUS_TOPIC.test(topic)));
  if (typeof value === "boolean") {
    // Only Shelly's last will is a boolean; `status` and `availability` never are.
    return onLinkTopic && /online$/i.test(topic) ? (value ? "up" : "down") : null;
  }
  const wrapped = isFields(value) && isOnlyState(value);
  const word = asWord(wrapped ? own(value, "state") : value);
  if (word === null || (!wrapped && typeof value !== "string")) return null;
  if (DOWN.has(word)) return "down";
  if (word === "online" && (wrapped || onLinkTopic)) return "up";
  if (!onLinkTopic || !/online$/i.test(topic)) return null;
  return word === "true" ? "up" : word === "false" ? "down" : null;
}

function isOnlyState(value: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(value);
  return keys.length === 1 && keys[0] === "state";
}
