/** Everything of one simulated site, put together from one seed. */
import type { BrokenPart } from "./broken-parts.ts";
import { SimulatedBroker } from "./broker.ts";
import { ControllerProcess } from "./controller-process.ts";
import { type Dice, dice, hashOf } from "./dice.ts";
import { SimulatedDisk } from "./disk.ts";
import { FORMS, type Form, type FormName } from "./form.ts";
import { generateSite, type SitePlan } from "./generated-site.ts";
import { House } from "./house.ts";
import { Link } from "./link.ts";
import { VirtualTime } from "./virtual-time.ts";
import { Watch } from "./watch.ts";
import { wireOrders } from "./wire-words.ts";

const FIRST_MORNING = Date.parse("2026-01-01T06:00:00Z");
const LINES_KEPT = 60;

export class World {
  readonly form: Form;
  readonly dice: Dice;
  readonly plan: SitePlan;
  readonly time = new VirtualTime(FIRST_MORNING);
  readonly broker: SimulatedBroker;
  readonly link = new Link();
  readonly disk = new SimulatedDisk();
  readonly house: House;
  readonly watch: Watch;
  readonly controller: ControllerProcess;
  /** The last things that happened, for whoever has to find out why. */
  readonly timeline: string[] = [];
  /** One number for the whole history: the same seed gives the same. */
  digest = 0;
  failure: string | null = null;
  orders = 0;
  /** While all comes right nobody begins anything, nor goes on with what was begun before. */
  calm = false;
  /** How often each thing happened. */
  readonly happenings: Record<string, number> = {};
  /** Calls when the controller falls silent. */
  onSilence: () => void = () => {};

  constructor(seed: number, broken: BrokenPart | null, form: FormName) {
    this.form = FORMS[form];
    this.dice = dice(seed);
    this.plan = generateSite(this.dice.branch("site"), this.form);
    const { time, plan } = this;
    this.broker = new SimulatedBroker(time);
    this.house = new House({ time, broker: this.broker, dice: this.dice.branch("radio") }, plan);
    this.watch = new Watch(time, plan, (promise) => this.fail(promise));
    const read = wireOrders(plan);
    this.controller = new ControllerProcess({
      time,
      broker: this.broker,
      link: this.link,
      disk: this.disk,
      dice: this.dice.branch("process"),
      plan,
      watch: this.watch,
      broken,
      challengeMs: this.form.challengeMs,
      silent: () => this.onSilence(),
      hears: (topic, payload, lateMs) => {
        const order = read(topic, payload);
        if (order === null) return;
        this.orders += 1;
        this.note(`order ${order.lock} ${order.to}`);
        this.watch.arrived(lateMs);
      },
      note: (line) => this.note(line),
      fail: (error) => this.fail(error),
    });
  }

  /** One line of the timeline, which also goes into the digest. */
  note(line: string): void {
    this.digest = hashOf(`${this.time.now.toFixed(3)} ${line}`, this.digest);
    if (line === this.timeline.at(-1)?.slice(LINE_AT)) return;
    this.timeline.push(`${stamp(this.time.now)}${line}`);
    if (this.timeline.length > LINES_KEPT) this.timeline.shift();
  }

  /** Something happens to the site: it is counted, and noted. */
  happens(what: string, line: string = what): void {
    this.happenings[what] = (this.happenings[what] ?? 0) + 1;
    this.note(line);
  }

  fail(error: unknown): void {
    if (this.failure !== null) return;
    this.failure = error instanceof Error ? error.message : String(error);
    this.note(`VIOLATION: ${this.failure}`);
  }
}

const LINE_AT = 14;

function stamp(ms: number): string {
  const part = (value: number, width: number) => String(Math.floor(value)).padStart(width, "0");
  const clock = `${part(ms / 3_600_000, 2)}:${part((ms / 60_000) % 60, 2)}:${part((ms / 1_000) % 60, 2)}`;
  return `${clock}.${part(ms % 1_000, 3)}`.padEnd(LINE_AT);
}
