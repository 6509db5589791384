/**
 * A Z-Wave lock behind Z-Wave JS UI: its values as retained topics, `targetMode/set` and the gateway's
 * `writeValue` in. A lock that sleeps gets what was written when it wakes up, however old it is by then.
 */
import { type Announcement, fieldsOf, MqttProduct } from "./product.ts";

const SECURED = 255;
const UNSECURED = 0;
const MOTOR_MS = 100;

export class ZwaveLock extends MqttProduct {
  /** As a site file names it: the topic of the Door Lock CC. */
  readonly topic: string;
  readonly gateway: string;
  readonly #node: string;
  readonly #waiting: number[] = [];
  #mode = UNSECURED;
  #asleep = false;
  #dead = false;
  #moving: NodeJS.Timeout | undefined;

  constructor(name: string, brokerUrl: string) {
    super(name, brokerUrl);
    this.#node = `zwave/${name}`;
    this.topic = `${this.#node}/98/0`;
    this.gateway = `zwave/_CLIENTS/ZWAVE_GATEWAY-${name}`;
  }

  get bolt(): "locked" | "unlocked" {
    return this.#mode === SECURED ? "locked" : "unlocked";
  }

  /** It falls asleep, or wakes up and takes what waits for it. */
  sleep(asleep: boolean): void {
    this.#asleep = asleep;
    if (!asleep) for (const mode of this.#waiting.splice(0)) this.#move(mode);
  }

  /** Its battery dies, or is changed: the gateway's pings tell. */
  dead(dead: boolean): void {
    this.#dead = dead;
    this.#tellNode();
  }

  protected override offline(): Announcement {
    return { topic: `${this.gateway}/status`, payload: JSON.stringify({ value: false }) };
  }

  protected override listensTo(): readonly string[] {
    return [
      `${this.topic}/targetMode/set`,
      `${this.gateway}/api/writeValue/set`,
      `${this.gateway}/api/pollValue/set`,
    ];
  }

  protected override announce(): void {
    this.keep(`${this.gateway}/status`, { value: true, time: Date.now() });
    this.#tellNode();
    this.#tellMode();
  }

  protected override heard(topic: string, payload: string): void {
    const { value, args } = fieldsOf(payload);
    if (topic.endsWith("/targetMode/set")) this.#write(value);
    if (!Array.isArray(args)) return;
    const answer = { success: true, message: "Success zwave api call", args };
    if (topic.endsWith("/writeValue/set")) this.#write(args[1]);
    else if (!this.#asleep && !this.#dead) this.#tellMode();
    this.say(topic.replace(/\/set$/, ""), answer);
  }

  protected override powerLost(): void {
    clearTimeout(this.#moving);
  }

  #write(mode: unknown): void {
    if (mode !== SECURED && mode !== UNSECURED) return;
    // The known trap: the target is told at once, and says nothing of the bolt.
    this.keep(`${this.topic}/targetMode`, { time: Date.now(), value: mode });
    if (this.#asleep || this.#dead) this.#waiting.push(mode);
    else this.#move(mode);
  }

  #move(mode: number): void {
    clearTimeout(this.#moving);
    this.#moving = setTimeout(() => {
      this.#mode = mode;
      this.#tellMode();
    }, MOTOR_MS);
  }

  #tellMode(): void {
    this.keep(`${this.topic}/currentMode`, { time: Date.now(), value: this.#mode });
  }

  #tellNode(): void {
    const status = this.#dead ? "Dead" : "Alive";
    this.keep(`${this.#node}/status`, { time: Date.now(), value: !this.#dead, status, nodeId: 5 });
  }
}
