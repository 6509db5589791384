/**
 * A site that works without a pause until it is killed: requests, now and then an alarm. It prints what
 * was acknowledged, and what it ordered at its start. Run with a folder, and `fire` to begin with one, or
 * `once` to end after the start.
 */
import { openAuthority } from "../../src/open-site.ts";
import { handleDoor, maglockExit, site, strike } from "../core/sites.ts";

const [, , dataDir = "", mode = ""] = process.argv;
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

let started = false;
// More doors than it could order so often that one of them is held back for flapping.
const sides = Array.from({ length: 60 }, (_, number) =>
  handleDoor({ id: `side-${number}`, locks: [strike(`strike-${number}`)] }),
);
const office = site({ doors: [maglockExit(), ...sides] });
const authority = await openAuthority({
  site: office,
  broker: null,
  authority: "busy site",
  dataDir,
  wired: new Set(office.doors.flatMap(({ locks }) => locks.map(({ id }) => id))),
  listener: {
    commanded: (orders) => {
      if (!started) say({ spurious: orders.map(({ target, to }) => [target, to]) });
    },
    happened: (events) => {
      for (const { type } of events) if (type === "journal-suspect") say({ suspect: true });
    },
  },
});
say({
  ready: true,
  fire: authority.area("lobby")?.fire,
  isolated: authority.sensor("workshop-smoke")?.isolated,
});
// What the start still owes goes out in this turn of the loop, if anything does.
await new Promise((resolve) => setImmediate(resolve));
started = true;
if (mode === "once") {
  await authority.close();
  process.exit(0);
}

if (mode === "fire") {
  authority.tell({ type: "reading", sensor: "lobby-smoke", value: "alarm" });
  const sensor = "workshop-smoke";
  const who = { by: "alice", via: "cli" };
  await authority.request({ type: "request", action: "isolate", sensor, forMs: 3_600_000, ...who });
}
for (let number = 0; ; number += 1) {
  const by = `${process.pid}-${number}`;
  const result = await authority.request({
    type: "request",
    action: Math.floor(number / sides.length) % 2 === 0 ? "unlock" : "lock",
    door: `side-${number % sides.length}`,
    by,
    via: "cli",
  });
  if (result.ok) say({ acknowledged: by });
}
