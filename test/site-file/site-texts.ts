/** A small site as data, and how a test bends one part of it. */
export function officeObject() {
  return {
    version: 1,
    id: "office",
    areas: [{ id: "lobby" }, { id: "vault" }],
    supplies: [
      { id: "grid", kind: "mains" },
      { id: "lock-ups", kind: "ups", fedBy: "grid" },
    ],
    sensors: [
      { id: "lobby-smoke", kind: "smoke", area: "lobby" },
      { id: "front-green", kind: "release-contact" },
      { id: "front-contact", kind: "contact" },
    ],
    doors: [
      {
        id: "front",
        from: "lobby",
        to: "outside",
        locks: [
          {
            id: "front-strike",
            hardware: "electric-strike",
            failMode: "fail-secure",
            supply: "grid",
          },
        ],
      },
    ],
  };
}

/** The office as text, with whatever the test puts under a section instead. */
export function officeWith(changes: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...officeObject(), ...changes });
}

export function doorWith(changes: Readonly<Record<string, unknown>>): string {
  return officeWith({ doors: officeObject().doors.map((door) => ({ ...door, ...changes })) });
}

export function lockWith(changes: Readonly<Record<string, unknown>>): string {
  const lock = { id: "front-lock", hardware: "maglock", failMode: "fail-safe", supply: "grid" };
  return doorWith({ locks: [{ ...lock, controllerLoss: "release", ...changes }] });
}

export function sensorWith(sensor: Readonly<Record<string, unknown>>): string {
  return officeWith({ sensors: [...officeObject().sensors, { id: "extra", ...sensor }] });
}
