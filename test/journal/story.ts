/** A journal of a day: a drill, then burnt toast, told by a real site in its own words. */
import { openAuthority } from "../../src/open-site.ts";
import { handleDoor, maglock, maglockExit, site } from "../core/sites.ts";

export async function tellStory(dataDir: string): Promise<void> {
  const lock = maglock("front-maglock", { monitor: true });
  const authority = await openAuthority({
    site: site({ doors: [maglockExit({ locks: [lock] }), handleDoor()] }),
    broker: null,
    authority: "a story",
    dataDir,
    wired: new Set(["front-maglock", "side-strike"]),
  });
  const ask = (by: string, action: object) =>
    authority.request({ type: "request", by, via: "cli", ...action } as never);
  const smoke = (value: "alarm" | "clear") =>
    authority.tell({ type: "reading", sensor: "lobby-smoke", value });
  await ask("dora", { action: "drill-start" });
  await ask("dora", { action: "drill-end" });
  await ask("bob", { action: "unlock", door: "side" });
  // A detector that was heard and did not make a fire is no incident.
  await ask("bob", { action: "isolate", sensor: "lobby-smoke", forMs: 60_000 });
  smoke("alarm");
  smoke("clear");
  await ask("bob", { action: "restore", sensor: "lobby-smoke" });
  smoke("alarm");
  authority.tell({ type: "report", lock: "front-maglock", bolt: "unlocked" });
  await ask("=cmd()", { action: "lock", door: "front" });
  await ask("alice", { action: "reset" });
  smoke("clear");
  await ask("alice", { action: "reset" });
  await authority.close();
}
