/** A Shelly of the second generation on MQTT: JSON-RPC in, answers, notices and full states out. */
import { type Announcement, fieldsOf, MqttProduct } from "./product.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** What a call comes to, in the device's own words. */
export type Outcome =
  | { readonly result: Fields }
  | { readonly error: { readonly code: number; readonly message: string } };

export const INVALID_ARGUMENT = -103;
const NO_HANDLER = 404;

export abstract class ShellyGen2Device extends MqttProduct {
  protected override offline(): Announcement {
    return { topic: `${this.name}/online`, payload: "false" };
  }

  protected override listensTo(): readonly string[] {
    return [`${this.name}/rpc`, `${this.name}/command`];
  }

  protected override announce(): void {
    this.keep(`${this.name}/online`, "true");
    this.#tellAll();
  }

  protected override heard(topic: string, payload: string): void {
    if (topic === `${this.name}/command`) {
      if (payload === "status_update") this.#tellAll();
      return;
    }
    const { id, src, method, params } = fieldsOf(payload);
    if (typeof src !== "string" || typeof method !== "string") return;
    const outcome = this.call(method, (params ?? {}) as Fields);
    this.say(`${src}/rpc`, { id, src: this.name, dst: src, ...outcome });
  }

  /** The present state of every component, by its key, as `switch:0`. */
  protected abstract components(): Readonly<Record<string, Fields>>;

  protected call(method: string, _params: Fields): Outcome {
    return { error: { code: NO_HANDLER, message: `No handler for ${method}` } };
  }

  /** Tells a change twice, as these devices do: what changed as a notice, then the component whole. */
  protected notify(component: string, changed: Fields): void {
    const params = { ts: Date.now() / 1_000, [component]: changed };
    const dst = `${this.name}/events`;
    this.say(`${this.name}/events/rpc`, { src: this.name, dst, method: "NotifyStatus", params });
    this.say(`${this.name}/status/${component}`, this.components()[component] ?? {});
  }

  #tellAll(): void {
    for (const [component, status] of Object.entries(this.components())) {
      this.say(`${this.name}/status/${component}`, status);
    }
  }
}
