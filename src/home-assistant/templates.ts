/**
 * The templates of the entities, in Home Assistant's Jinja. `None` is its word for unknown, so that what
 * nobody knows is never shown as locked or as no smoke.
 * Sources: home-assistant.io, integrations/mqtt, lock.mqtt, binary_sensor.mqtt, event.mqtt.
 */

/** A table of words as a template: `of` is an expression, and every word without an entry is unknown. */
export function oneOf(of: string, words: Readonly<Record<string, string>>): string {
  return `{{ ${jinjaTable(words)}.get(${of}, 'None') }}`;
}

function jinjaTable(words: Readonly<Record<string, string>>): string {
  const entries = Object.entries(words).map(([from, to]) => `'${from}': '${to}'`);
  return `{${entries.join(", ")}}`;
}

/** Jammed beats all else: the lock says that it is neither. */
export const DOOR_LOCK = `{{ 'JAMMED' if 'jammed' in value_json.troubles else ${jinjaTable({
  locked: "LOCKED",
  unlocked: "UNLOCKED",
})}.get(value_json.outside, 'None') }}`;

/** A drill is no fire: nothing that reacts to smoke shall react to it. */
export const latched = (what: "fire" | "gas"): string =>
  `{{ 'ON' if value_json.${what} == 'latched' and not value_json.drill else 'OFF' }}`;

export const IN_TROUBLE = "{{ 'ON' if value_json.troubles else 'OFF' }}";

export const EVENT = "{{ dict(value_json, event_type=value_json.type) | tojson }}";

/**
 * A request as it is rendered when somebody presses: with its time, so that one that comes late is known
 * to be late, and an id that no other has. `value` is the payload of the entity.
 */
export function request(subject: Readonly<Record<string, string>>): string {
  const fields = Object.entries(subject).map(([key, id]) => `"${key}":"${id}"`);
  const unique = ["ha", "{{ utcnow().timestamp() }}", "{{ value }}", ...Object.values(subject)];
  return `{${[
    `"id":"${unique.join("-")}"`,
    `"action":"{{ value }}"`,
    ...fields,
    `"at":"{{ utcnow().isoformat() }}"`,
  ].join(",")}}`;
}
