/** What everybody on the bench says to a door: the same topics and the same bytes. */

export const SIZES = [1, 10, 100, 1_000, 10_000] as const;

/** Alarm, and a second, smaller one that is the traffic just before it. */
export const ALARM_TOPIC = (subject: string) => `bench/${subject}/alarm`;
export const POKE_TOPIC = (subject: string) => `bench/${subject}/poke`;
export const POKED_TOPIC = (subject: string) => `bench/${subject}/poked`;

/** 26 bytes. */
export function commandTopic(subject: string, door: number): string {
  return `bench/${subject}/lock-${String(door).padStart(5, "0")}/command`;
}

export const EVERY_COMMAND = (subject: string) => `bench/${subject}/+/command`;

export const ALARM = '{"smoke":true}';
export const CLEAR = '{"smoke":false}';

/** 52 bytes; the word that Egress fills in stands in the middle. */
export const UNLOCK_TEMPLATE = '{"command":"{{to}}","speaker":"bench","version":"1"}';
export const UNLOCK = UNLOCK_TEMPLATE.replace("{{to}}", "unlocked");
