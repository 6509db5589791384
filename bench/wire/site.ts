/** A site of N doors that one smoke detector releases, and one door more that another one does. */
import { ALARM_TOPIC, commandTopic, POKE_TOPIC, POKED_TOPIC, UNLOCK_TEMPLATE } from "./words.ts";

export interface BenchSite {
  readonly subject: string;
  readonly doors: number;
  /** Locks that report where their bolt is, on a state topic each. */
  readonly reports?: boolean;
}

/** The site as a plain object, for a file in JSON. No lease, so that no renewal falls into a round. */
export function benchSite({ subject, doors, reports = false }: BenchSite): object {
  return {
    version: 1,
    id: `bench-${subject}`,
    name: "Bench",
    areas: [{ id: "hall" }, { id: "annex" }, { id: "shed" }],
    supplies: [{ id: "grid", kind: "mains" }],
    sensors: [
      detector("hall-smoke", "hall", ALARM_TOPIC(subject)),
      detector("annex-smoke", "annex", POKE_TOPIC(subject)),
    ],
    doors: [
      ...Array.from({ length: doors }, (_, index) =>
        door(`door-${index}`, "hall", "outside", commandTopic(subject, index), reports),
      ),
      door("poked", "annex", "shed", POKED_TOPIC(subject), false),
    ],
  };
}

function detector(id: string, area: string, stateTopic: string): object {
  const device = { profile: "plain", stateTopic, property: "smoke" };
  return { id, kind: "smoke", area, device };
}

function door(id: string, from: string, to: string, topic: string, reports: boolean): object {
  const state = reports ? { stateTopic: topic.replace("/command", "/state") } : {};
  return {
    id,
    from,
    to,
    egressDevices: [{ kind: "exit-button", via: "power" }],
    locks: [
      {
        id: `${id}-lock`,
        hardware: "maglock",
        failMode: "fail-safe",
        supply: "grid",
        controllerLoss: "hold",
        ...(reports ? { monitor: true } : {}),
        device: {
          profile: "plain",
          commandTopic: topic,
          payloadUnlocked: UNLOCK_TEMPLATE,
          payloadLocked: UNLOCK_TEMPLATE,
          ...state,
        },
      },
    ],
  };
}
