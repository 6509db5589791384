/** A relay with Tasmota on it: `cmnd`, `stat` and `tele`, and a pulse that lets it go by itself. */
import { type Announcement, type BrokerPlace, MqttProduct } from "./product.ts";

export class TasmotaRelay extends MqttProduct {
  readonly #prefix: { readonly cmnd: string; readonly stat: string; readonly tele: string };
  #on = false;
  /** In flash: a power cut doesn't clear it. */
  #pulse = 0;
  #timer: NodeJS.Timeout | undefined;
  #endsAt: number | null = null;

  constructor(name: string, broker: BrokerPlace) {
    super(name, broker);
    this.#prefix = { cmnd: `cmnd/${name}`, stat: `stat/${name}`, tele: `tele/${name}` };
  }

  /** Whether power reaches what hangs on the relay. */
  get output(): boolean {
    return this.powered && this.#on;
  }

  protected override offline(): Announcement {
    return { topic: `${this.#prefix.tele}/LWT`, payload: "Offline" };
  }

  protected override listensTo(): readonly string[] {
    return [`${this.#prefix.cmnd}/#`];
  }

  protected override announce(): void {
    this.keep(`${this.#prefix.tele}/LWT`, "Online");
    this.say(`${this.#prefix.tele}/STATE`, this.#state());
  }

  protected override heard(topic: string, payload: string): void {
    const command = topic.slice(this.#prefix.cmnd.length + 1).toUpperCase();
    if (command === "POWER" || command === "POWER1") this.#power(payload.trim().toUpperCase());
    else if (command === "PULSETIME" || command === "PULSETIME1") this.#pulseTime(payload.trim());
    else if (command === "STATE") this.#answer(this.#state());
    else this.#answer({ Command: "Unknown" });
  }

  /** `PowerOnState 0`: off after a power cut. */
  protected override powerLost(): void {
    this.#disarm();
    this.#on = false;
  }

  #power(word: string): void {
    this.#disarm();
    const wanted = WORDS[word];
    // A question, too, has ended the pulse by now: as designed, says Tasmota (#9325).
    if (wanted !== undefined) {
      this.#on = wanted === "toggle" ? !this.#on : wanted;
      if (this.#on && this.#pulse > 0) this.#arm(pulseMs(this.#pulse));
    }
    this.#tellPower();
  }

  #pulseTime(word: string): void {
    const value = Number(word);
    if (word !== "" && Number.isInteger(value) && value >= 0 && value <= 64_900) {
      this.#pulse = value;
    }
    this.#answer({ PulseTime1: { Set: this.#pulse, Remaining: this.#remaining() } });
  }

  #arm(delayMs: number): void {
    this.#endsAt = Date.now() + delayMs;
    this.#timer = setTimeout(() => {
      this.#endsAt = null;
      this.#on = false;
      this.#tellPower();
    }, delayMs);
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#endsAt = null;
  }

  /** What is left of the pulse, counted as it is set. */
  #remaining(): number {
    if (this.#endsAt === null) return 0;
    const tenths = Math.ceil((this.#endsAt - Date.now()) / 100);
    return tenths <= 111 ? tenths : Math.ceil(tenths / 10) + 100;
  }

  #tellPower(): void {
    const power = this.#on ? "ON" : "OFF";
    this.#answer({ POWER: power });
    this.say(`${this.#prefix.stat}/POWER`, power);
  }

  #answer(result: Readonly<Record<string, unknown>>): void {
    this.say(`${this.#prefix.stat}/RESULT`, result);
  }

  #state(): Readonly<Record<string, unknown>> {
    return {
      Uptime: "0T00:00:05",
      POWER: this.#on ? "ON" : "OFF",
      Wifi: { RSSI: 84, Signal: -58 },
    };
  }
}

const WORDS: Readonly<Record<string, boolean | "toggle">> = {
  ON: true,
  "1": true,
  TRUE: true,
  OFF: false,
  "0": false,
  FALSE: false,
  TOGGLE: "toggle",
  "2": "toggle",
};

/** Tenths of a second up to 111, from 112 on whole seconds plus 100. */
function pulseMs(value: number): number {
  return value <= 111 ? value * 100 : (value - 100) * 1_000;
}
