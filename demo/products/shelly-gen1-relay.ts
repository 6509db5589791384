/**
 * A Shelly 1 of the first generation: bare words on MQTT, and an HTTP server, where its relay takes a
 * timer. Set up to be off after a power cut.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Announcement, MqttProduct } from "./product.ts";

/** It tells its state again from time to time, changed or not. */
const TELL_EVERY_MS = 30_000;

export interface ShellyGen1Options {
  /** HTTP login; anyone may call without, as the product leaves its maker. */
  readonly login?: { readonly user: string; readonly password: string };
}

export class ShellyGen1Relay extends MqttProduct {
  readonly #base: string;
  readonly #login: ShellyGen1Options["login"];
  readonly #requests: string[] = [];
  #server: Server | null = null;
  #port = 0;
  #on = false;
  #timer: NodeJS.Timeout | undefined;
  #endsAt: number | null = null;
  #teller: NodeJS.Timeout | undefined;
  #deaf: "no" | "silent" | "failing" | "elsewhere" = "no";

  constructor(name: string, brokerUrl: string, options: ShellyGen1Options = {}) {
    super(name, brokerUrl);
    this.#base = `shellies/${name}`;
    this.#login = options.login;
  }

  /** Whether power reaches what hangs on the relay. */
  get output(): boolean {
    return this.#on;
  }

  /** The TCP port of its HTTP server; the real one has 80. */
  get port(): number {
    return this.#port;
  }

  /** The paths that were asked over HTTP, oldest first. */
  get requests(): readonly string[] {
    return this.#requests;
  }

  /** What HTTP comes to from now on: no answer at all, an error, a redirect, or as it should be. */
  http(how: "no" | "silent" | "failing" | "elsewhere"): void {
    this.#deaf = how;
  }

  override async start(): Promise<void> {
    await this.serve();
    await super.start();
  }

  /** Only its HTTP side, for a house without MQTT. */
  async serve(): Promise<void> {
    if (this.#server !== null) return;
    const server = createServer((request, answer) => this.#serve(request, answer));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", resolve);
    });
    const address = server.address();
    this.#port = typeof address === "object" && address !== null ? address.port : 0;
  }

  override async stop(): Promise<void> {
    await this.#endServer();
    await super.stop();
    this.powerLost();
  }

  override async unplug(): Promise<void> {
    await this.#endServer();
    await super.unplug();
    this.powerLost();
  }

  protected override offline(): Announcement {
    return { topic: `${this.#base}/online`, payload: "false" };
  }

  protected override listensTo(): readonly string[] {
    return [`${this.#base}/relay/0/command`, `${this.#base}/command`, "shellies/command"];
  }

  protected override announce(): void {
    this.keep(`${this.#base}/online`, "true");
    this.say("shellies/announce", { id: this.name, model: "SHSW-1", new_fw: false });
    this.#tell();
    clearInterval(this.#teller);
    this.#teller = setInterval(() => this.#tell(), TELL_EVERY_MS);
    this.#teller.unref();
  }

  protected override heard(topic: string, payload: string): void {
    if (topic !== `${this.#base}/relay/0/command`) {
      if (payload === "update") this.#tell();
      return;
    }
    if (payload === "on" || payload === "off") this.#switch(payload === "on", null);
    else if (payload === "toggle") this.#switch(!this.#on, null);
  }

  protected override powerLost(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#teller);
    this.#endsAt = null;
    this.#on = false;
  }

  #serve(request: IncomingMessage, answer: ServerResponse): void {
    this.#requests.push(request.url ?? "");
    if (this.#deaf === "silent") return;
    if (this.#deaf === "failing") return void answer.writeHead(500).end("Internal error");
    if (this.#deaf === "elsewhere")
      return void answer.writeHead(302, { location: `http://127.0.0.1:${this.#port}/moved` }).end();
    if (!this.#mayCall(request.headers.authorization)) {
      answer.writeHead(401, { "www-authenticate": 'Basic realm="Shelly"' }).end("401 Unauthorized");
      return;
    }
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://shelly");
    if (pathname !== "/relay/0") return void answer.writeHead(404).end("Not Found");
    const turn = searchParams.get("turn");
    const seconds = Number(searchParams.get("timer") ?? Number.NaN);
    if (turn === "on" || turn === "off")
      this.#switch(turn === "on", Number.isFinite(seconds) && seconds > 0 ? seconds : null);
    answer.writeHead(200, { "content-type": "application/json" });
    answer.end(JSON.stringify(this.#status()));
  }

  #mayCall(authorization: string | undefined): boolean {
    if (this.#login === undefined) return true;
    const pair = Buffer.from(`${this.#login.user}:${this.#login.password}`).toString("base64");
    return authorization === `Basic ${pair}`;
  }

  /** @param seconds after which it flips, whichever way it stands; off comes on again. */
  #switch(on: boolean, seconds: number | null): void {
    clearTimeout(this.#timer);
    const changed = this.#on !== on;
    this.#on = on;
    this.#endsAt = seconds === null ? null : Date.now() + seconds * 1_000;
    if (seconds !== null) this.#timer = setTimeout(() => this.#switch(!on, null), seconds * 1_000);
    if (changed) this.#tell();
  }

  #tell(): void {
    if (this.powered) this.keep(`${this.#base}/relay/0`, this.#on ? "on" : "off");
  }

  #status(): Readonly<Record<string, unknown>> {
    const left = this.#endsAt === null ? 0 : Math.ceil((this.#endsAt - Date.now()) / 1_000);
    return {
      ison: this.#on,
      has_timer: this.#endsAt !== null,
      timer_remaining: Math.max(0, left),
      overpower: false,
      source: "http",
    };
  }

  async #endServer(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
