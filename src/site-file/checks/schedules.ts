/** Opening hours of doors that do not exist, or that have hours already. */
import { type Finding, shown } from "../finding.ts";
import { type LooseSite, wordIn, wordsIn } from "../loose-site.ts";
import { nearest } from "../nearest.ts";

export function misplacedHours(site: LooseSite): readonly Finding[] {
  const doors = site.doors.flatMap((door) => wordIn(door, "id") ?? []);
  const known = new Set(doors);
  const taken = new Set<string>();
  return site.schedules
    .flatMap((schedule) => wordsIn(schedule, "doors"))
    .flatMap(({ path, word }): readonly Finding[] => {
      if (!known.has(word)) {
        const near = nearest(word, doors);
        const mend = near === null ? "name a door of this site" : `did you mean \`${near}\`?`;
        return [{ path, message: `there is no door ${shown(word)}`, mend }];
      }
      if (taken.has(word)) {
        const message = `${shown(word)} has opening hours already`;
        return [{ path, message, mend: "keep one schedule for each door" }];
      }
      taken.add(word);
      return [];
    });
}
