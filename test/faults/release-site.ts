/**
 * A site whose alarms are timed: for each line on its input it answers with one line. `alarm N` says how
 * long the release of area N took, `ask` what became of a request and how long it took.
 */
import { createInterface } from "node:readline";
import { openAuthority } from "../../src/open-site.ts";
import { area, handleDoor, maglock, maglockExit, sensor, site, strike } from "../core/sites.ts";

const [, , dataDir = ""] = process.argv;
const AREAS = 40;
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const numbers = Array.from({ length: AREAS }, (_, number) => number);

let released = 0;
const office = site({
  areas: [area("lobby"), ...numbers.map((number) => area(`room-${number}`))],
  sensors: numbers.map((number) => sensor(`smoke-${number}`, "smoke", { area: `room-${number}` })),
  doors: [
    handleDoor({ locks: [strike("side-strike")] }),
    ...numbers.map((number) =>
      maglockExit({
        id: `door-${number}`,
        from: `room-${number}`,
        exit: false,
        locks: [maglock(`mag-${number}`)],
      }),
    ),
  ],
});
const authority = await openAuthority({
  site: office,
  broker: null,
  authority: "release site",
  dataDir,
  wired: new Set(office.doors.flatMap(({ locks }) => locks.map(({ id }) => id))),
  listener: {
    commanded: (orders) => {
      released = orders.filter(({ to }) => to === "unlocked").length;
    },
  },
});
say({ ready: true });

createInterface({ input: process.stdin }).on("line", (line) => {
  const [word, number] = line.split(" ");
  const began = performance.now();
  if (word === "alarm") {
    released = 0;
    authority.tell({ type: "reading", sensor: `smoke-${number}`, value: "alarm" });
    say({ alarm: Number(number), released, ms: performance.now() - began });
    return;
  }
  const request = {
    type: "request",
    action: "unlock",
    door: "side",
    by: "alice",
    via: "cli",
  } as const;
  void authority
    .request(request)
    .then((result) => say({ asked: result, ms: performance.now() - began }));
});
