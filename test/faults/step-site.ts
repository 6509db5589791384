/**
 * A site that kills itself at one step of its work: run with a folder and the name of the step. At its
 * start it prints what it remembers and orders.
 */
import { openAuthority } from "../../src/open-site.ts";
import { handleDoor, maglockExit, site, strike } from "../core/sites.ts";

const [, , dataDir = "", step = ""] = process.argv;
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const die = (at: string) => {
  if (at === step) process.kill(process.pid, "SIGKILL");
};

let working = false;
const office = site({ doors: [maglockExit(), handleDoor({ locks: [strike("side-strike")] })] });
const authority = await openAuthority({
  site: office,
  broker: null,
  authority: "step site",
  dataDir,
  wired: new Set(["front-maglock", "side-strike"]),
  listener: {
    commanded: (orders) => {
      if (!working) say({ ordered: orders.map(({ target, to }) => `${target} ${to}`) });
      else for (const { to } of orders) die(`${phase}: ${to} ordered`);
    },
    happened: (events) => {
      if (working) for (const { type } of events) die(`${phase}: ${type} told`);
    },
  },
});
let phase = "start";
await new Promise((resolve) => setImmediate(resolve));
const { fire } = authority.area("lobby") ?? {};
say({ fire, demand: authority.door("side")?.demand.name });
die("started");
working = true;

const who = { type: "request", by: "alice", via: "cli" } as const;
async function asks(name: string, action: "unlock" | "lock" | "reset"): Promise<void> {
  phase = name;
  const door = action === "reset" ? {} : { door: "side" };
  const asking = authority.request({ ...who, action, ...door } as never);
  die(`${name}: asked`);
  const result = await asking;
  if (result.ok) say({ acknowledged: name });
  die(`${name}: acknowledged`);
}

function reads(name: string, value: "alarm" | "clear"): void {
  phase = name;
  authority.tell({ type: "reading", sensor: "lobby-smoke", value });
  die(`${name}: decided`);
}

await asks("lock", "lock");
await asks("unlock", "unlock");
reads("alarm", "alarm");
// Time for the journal, so that a later step finds the latch written down.
await asks("second unlock", "unlock");
die("alarm: written");
reads("clear", "clear");
await asks("reset", "reset");
die("end");
await authority.close();
