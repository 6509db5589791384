/** A conversation with `upsd`: one question at a time, each with a deadline. */
import { connect, type Socket } from "node:net";
import type { UpsdDevice } from "../devices/index.ts";
import { lineCutter, MAX_VARIABLES, wordsOf } from "./upsd-lines.ts";

export class UpsdClient {
  readonly #socket: Socket;
  readonly #timeoutMs: number;
  #take: ((line: string) => void) | null = null;
  #failed: Error | null = null;
  #fail: (error: Error) => void = () => undefined;

  private constructor(socket: Socket, timeoutMs: number) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
    const cut = lineCutter();
    socket.setEncoding("utf8");
    socket.setNoDelay(true);
    socket.on("data", (chunk) => {
      const lines = cut(String(chunk));
      if (lines === null) return this.#break(new Error("upsd sent a line without end"));
      for (const line of lines) this.#take?.(line);
    });
    socket.on("error", (error) => this.#break(new Error(codeOf(error))));
    socket.on("close", () => this.#break(new Error("upsd closed the connection")));
  }

  /**
   * Connects, and logs in where the site says so.
   *
   * @throws {Error} with upsd's own word, or the reason why there was none in time.
   */
  static async open(device: UpsdDevice): Promise<UpsdClient> {
    const socket = connect({ host: device.host, port: device.port });
    const client = new UpsdClient(socket, device.timeoutMs);
    try {
      await client.#inTime<void>((done) => socket.once("connect", () => done()));
      if (device.credentials !== null) {
        await client.#order(`USERNAME ${device.credentials.user}`);
        await client.#order(`PASSWORD ${device.credentials.password}`);
        if (device.login) await client.#order(`LOGIN ${device.ups}`);
      }
      return client;
    } catch (error) {
      client.close();
      throw error;
    }
  }

  get broken(): boolean {
    return this.#failed !== null;
  }

  /**
   * The variables of one UPS, by name.
   *
   * @throws {Error} with upsd's own word: `DATA-STALE`, `DRIVER-NOT-CONNECTED`, `UNKNOWN-UPS`, `ACCESS-DENIED`.
   */
  async variables(ups: string): Promise<Readonly<Record<string, string>>> {
    const found: Record<string, string> = Object.create(null);
    let count = 0;
    await this.#ask<void>(`LIST VAR ${ups}`, (words, done, refuse) => {
      const [verb, of, name, value] = words;
      if (verb === "BEGIN" && of === "LIST") return;
      if (verb === "END" && of === "LIST") return done();
      count += 1;
      if (verb === "VAR" && of === ups && name !== undefined && count <= MAX_VARIABLES)
        found[name] = value ?? "";
      else refuse(new Error("upsd answered something else"));
    });
    return found;
  }

  close(): void {
    this.#break(new Error("closed"));
  }

  async #order(line: string): Promise<void> {
    await this.#ask<void>(line, ([verb], done, refuse) => {
      if (verb === "OK") done();
      else refuse(new Error("upsd answered something else"));
    });
  }

  /** `ERR <word>` ends every question; a question out of step ends the connection. */
  async #ask<T>(
    line: string,
    read: (
      words: readonly string[],
      done: (value: T) => void,
      refuse: (error: Error) => void,
    ) => void,
  ): Promise<T> {
    return this.#inTime<T>((done, refuse) => {
      this.#take = (answer) => {
        const words = wordsOf(answer);
        if (words === null) return this.#break(new Error("upsd sent a line that is none"));
        if (words[0] === "ERR") return refuse(new UpsdRefusal(words[1] ?? "ERR"));
        read(words, done, (error) => this.#break(error));
      };
      this.#socket.write(`${line}\n`);
    });
  }

  #inTime<T>(
    start: (done: (value: T) => void, refuse: (error: Error) => void) => void,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#failed !== null) return reject(this.#failed);
      const timer = setTimeout(
        () => this.#break(new Error(`no answer in ${this.#timeoutMs} ms`)),
        this.#timeoutMs,
      );
      const settle = (end: () => void) => {
        clearTimeout(timer);
        this.#take = null;
        this.#fail = () => undefined;
        end();
      };
      this.#fail = (error) => settle(() => reject(error));
      start(
        (value) => settle(() => resolve(value)),
        (error) => settle(() => reject(error)),
      );
    });
  }

  /** After a broken word nothing on this connection can be trusted to belong to its question. */
  #break(error: Error): void {
    if (this.#failed !== null) return;
    this.#failed = error;
    this.#socket.destroy();
    this.#fail(error);
  }
}

/** upsd answered, and said no. The connection stands. */
export class UpsdRefusal extends Error {}

function codeOf(error: Error): string {
  return "code" in error ? String(error.code) : "the connection failed";
}
