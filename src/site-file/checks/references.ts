/** Whatever names something else on the site must name something that is there. */
import { OUTSIDE, type SensorKind } from "../../core/site.ts";
import { suggestion } from "../explain-issue.ts";
import { type Finding, type Path, shown } from "../finding.ts";
import { type LooseDoor, type LooseSite, type Part, said, wordIn, wordsIn } from "../loose-site.ts";
import type { Names, Noun } from "./names.ts";

const SECTIONS: Partial<Readonly<Record<Noun, string>>> = {
  area: "areas",
  supply: "supplies",
  sensor: "sensors",
  door: "doors",
};

export function danglingReferences(site: LooseSite, names: Names): readonly Finding[] {
  const refer = (part: Part, key: string, noun: Noun) =>
    checkOne(site, names, [...part.path, key], wordIn(part, key), noun);
  const referAll = (part: Part, key: string, noun: Noun) =>
    wordsIn(part, key).flatMap(({ path, word }) => checkOne(site, names, path, word, noun));
  return [
    ...site.supplies.flatMap((supply) => refer(supply, "fedBy", "supply")),
    ...site.sensors.flatMap((sensor) => [
      ...refer(sensor, "area", "area"),
      ...refer(sensor, "door", "door"),
      ...refer(sensor, "supply", "supply"),
    ]),
    ...site.alarms.flatMap((alarm) => refer(alarm, "area", "area")),
    ...site.doors.flatMap((door) => [
      ...["from", "to"].flatMap((side) =>
        wordIn(door, side) === OUTSIDE ? [] : refer(door, side, "area"),
      ),
      ...referAll(door, "servesAreas", "area"),
      ...refer(door, "contact", "sensor"),
      ...wrongKind(names, door, "contact", "contact"),
      ...(door.emergencyRelease === null
        ? []
        : [
            ...refer(door.emergencyRelease, "sensor", "sensor"),
            ...wrongKind(names, door.emergencyRelease, "sensor", "release-contact"),
          ]),
      ...door.locks.flatMap((lock) => refer(lock, "supply", "supply")),
      ...(door.holder === null ? [] : refer(door.holder, "supply", "supply")),
      ...(door.interlock === null ? [] : referAll(door.interlock, "with", "door")),
      ...foreignDraws(door),
    ]),
  ];
}

function checkOne(
  site: LooseSite,
  names: Names,
  path: Path,
  id: string | undefined,
  noun: Noun,
): readonly Finding[] {
  if (id === undefined) return [];
  const found = names.get(id);
  if (found?.noun === noun) return [];
  const section = SECTIONS[noun];
  // A section that is no list is told once; it would be noise to tell it again at every reference.
  const list = section === undefined ? [] : (said(site, section) ?? []);
  if (!Array.isArray(list)) return [];
  const message =
    found === undefined
      ? `there is no ${noun} ${shown(id)}`
      : `${shown(id)} is a ${found.noun}, and a ${noun} is wanted here`;
  return [{ path, message, mend: () => proposal(id, names.all(noun), noun) }];
}

function proposal(id: string, known: readonly string[], noun: Noun): string {
  if (known.length === 0) return `the site has no ${noun} yet: add one to \`${SECTIONS[noun]}\``;
  return suggestion(id, known);
}

function wrongKind(names: Names, part: Part, key: string, kind: SensorKind): readonly Finding[] {
  const id = wordIn(part, key);
  const sensor = id === undefined ? undefined : names.get(id);
  if (id === undefined || sensor?.noun !== "sensor") return [];
  const actual = wordIn(sensor.part, "kind");
  if (actual === undefined || actual === kind) return [];
  return [
    {
      path: [...part.path, key],
      message: `${shown(id)} is a sensor of kind ${shown(actual)}, and \`${kind}\` is wanted here`,
      mend: `name a sensor of kind \`${kind}\``,
    },
  ];
}

function foreignDraws(door: LooseDoor): readonly Finding[] {
  const own = door.locks.flatMap((lock) => wordIn(lock, "id") ?? []);
  return door.egressDevices.flatMap((device) =>
    wordsIn(device, "draws").flatMap(({ path, word }) =>
      own.includes(word)
        ? []
        : [
            {
              path,
              message: `${shown(word)} is no lock of this door`,
              mend: () =>
                own.length === 0 ? "the door has no locks: remove it" : suggestion(word, own),
            },
          ],
    ),
  );
}
