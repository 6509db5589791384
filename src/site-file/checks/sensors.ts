/** Which of `area`, `door` and `supply` a sensor needs, and which of them mean nothing for its kind. */
import type { SensorKind } from "../../core/site.ts";
import type { Finding } from "../finding.ts";
import { type LooseSite, type Part, said, wordIn } from "../loose-site.ts";
import { SENSOR_KINDS } from "../site-schema.ts";
import type { Names } from "./names.ts";

type Place = "area" | "door" | "supply";

interface Places {
  readonly needs: Place | null;
  /** Allowed as well: it tells people where the sensor hangs. */
  readonly may: readonly Place[];
}

const DETECTOR: Places = { needs: "area", may: [] };
const POWER: Places = { needs: "supply", may: [] };
const AT_A_DOOR: Places = { needs: null, may: ["area", "door"] };

const PLACES: Readonly<Record<SensorKind, Places>> = {
  smoke: DETECTOR,
  heat: DETECTOR,
  "carbon-monoxide": DETECTOR,
  gas: DETECTOR,
  "call-point": DETECTOR,
  intrusion: DETECTOR,
  "release-contact": AT_A_DOOR,
  "exit-request": { needs: "door", may: ["area"] },
  power: POWER,
  ups: POWER,
  contact: AT_A_DOOR,
};

/** Only a detector's silence can stand for a fire. */
const MAY_BE_CRITICAL: ReadonlySet<SensorKind> = new Set([
  "smoke",
  "heat",
  "carbon-monoxide",
  "gas",
  "call-point",
]);

export function misplacedSensors(site: LooseSite, names: Names): readonly Finding[] {
  return site.sensors.flatMap((sensor) => {
    const kind = sensorKind(sensor);
    if (kind === undefined) return [];
    return [
      ...wrongPlaces(sensor, kind),
      ...needlesslyCritical(sensor, kind),
      ...unheard(sensor, kind, names),
    ];
  });
}

export function sensorKind(sensor: Part): SensorKind | undefined {
  const word = wordIn(sensor, "kind");
  return SENSOR_KINDS.find((kind) => kind === word);
}

function wrongPlaces(sensor: Part, kind: SensorKind): readonly Finding[] {
  const { needs, may } = PLACES[kind];
  const findings: Finding[] = [];
  for (const place of ["area", "door", "supply"] as const) {
    const path = [...sensor.path, place];
    const given = said(sensor, place) !== undefined;
    if (place === needs && !given)
      findings.push({
        path,
        message: `is missing: a sensor of kind \`${kind}\` needs it`,
        mend: `add \`${place}\` with the id of the ${place} that it watches`,
      });
    if (given && place !== needs && !may.includes(place))
      findings.push({
        path,
        message: `means nothing for a sensor of kind \`${kind}\``,
        mend: needs === null ? "remove it" : `remove it, and say \`${needs}\` instead`,
      });
  }
  return findings;
}

function needlesslyCritical(sensor: Part, kind: SensorKind): readonly Finding[] {
  const supervision = said(sensor, "supervision");
  const critical =
    typeof supervision === "object" &&
    supervision !== null &&
    Object.hasOwn(supervision, "critical") &&
    "critical" in supervision &&
    supervision.critical === true;
  if (!critical || MAY_BE_CRITICAL.has(kind)) return [];
  return [
    {
      path: [...sensor.path, "supervision", "critical"],
      message: `means nothing for a sensor of kind \`${kind}\`: only a silent detector can stand for a fire`,
      mend: "remove it",
    },
  ];
}

/** A contact takes effect only where the door names it: one that points at a door in vain is a slip. */
function unheard(sensor: Part, kind: SensorKind, names: Names): readonly Finding[] {
  if (kind !== "contact" && kind !== "release-contact") return [];
  const [id, doorId] = [wordIn(sensor, "id"), wordIn(sensor, "door")];
  const door = doorId === undefined ? undefined : names.get(doorId);
  if (id === undefined || doorId === undefined || door?.noun !== "door") return [];
  const release = said(door.part, "emergencyRelease");
  const [key, named] =
    kind === "contact"
      ? ["contact", said(door.part, "contact")]
      : ["emergencyRelease.sensor", isMapping(release) ? release["sensor"] : undefined];
  if (named === id) return [];
  return [
    {
      path: [...sensor.path, "door"],
      message: `\`${doorId}\` does not name this sensor as its \`${key}\`, so nothing would listen to it`,
      mend: `add the sensor to the door as \`${key}\`, or remove \`door\` here`,
    },
  ];
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
