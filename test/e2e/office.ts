/** The small office that all stories happen in: its site, its topics, and its devices. */
import {
  ShellyGen2Relay,
  TasmotaRelay,
  ZigbeeDetector,
  ZigbeePlug,
} from "../../demo/products/index.ts";

export const SITE_ID = "office";
export const FRONT_DOOR = "Front door";
export const LOBBY_SMOKE = "Lobby smoke";

/** A maglock on the way out, a strike with a handle and a held-open leaf, and a lock without a device. */
export const OFFICE = `
version: 1
id: ${SITE_ID}
name: Small office
areas: [{ id: lobby }, { id: workshop }]
supplies:
  - { id: grid, name: Mains, kind: mains }
sensors:
  - id: lobby-smoke
    name: ${LOBBY_SMOKE}
    kind: smoke
    area: lobby
    device: { profile: zigbee2mqtt, topic: zigbee2mqtt/lobby-smoke }
  - { id: workshop-heat, name: Workshop heat, kind: heat, area: workshop }
doors:
  - id: front
    name: ${FRONT_DOOR}
    from: lobby
    to: outside
    exit: true
    egressDevices: [{ kind: exit-button, via: power }]
    emergencyRelease: { hardwired: true }
    locks:
      - id: front-maglock
        hardware: maglock
        failMode: fail-safe
        supply: grid
        controllerLoss: release
        monitor: true
        device: { profile: shelly-gen2-switch, topic: shellyplus1-front, feedback: output }
  - id: workshop-door
    name: Workshop door
    from: workshop
    to: lobby
    egressDevices: [{ kind: handle }]
    locks:
      - id: workshop-strike
        hardware: electric-strike
        failMode: fail-secure
        supply: grid
        device: { profile: tasmota-relay, topic: workshop-strike }
    holder:
      id: workshop-holder
      supply: grid
      device: { profile: zigbee2mqtt, topic: zigbee2mqtt/workshop-holder }
  - id: store-door
    name: Store door
    from: workshop
    to: lobby
    egressDevices: [{ kind: handle }]
    locks:
      - id: store-lockset
        hardware: electrified-lockset
        failMode: fail-secure
        supply: grid
`;

/** A command as it went to a device, in the one word that matters. */
export interface Order {
  readonly target: "front-maglock" | "workshop-strike" | "workshop-holder" | "store-lockset";
  readonly word: string;
}

/** What a packet tells which device to do; null for everything that is no order. */
export function orderIn(topic: string, payload: string): Order | null {
  if (topic === "shellyplus1-front/rpc") {
    const { method, params } = JSON.parse(payload) as { method: string; params: { on?: boolean } };
    return method === "Switch.Set" ? { target: "front-maglock", word: onOrOff(params.on) } : null;
  }
  if (/^cmnd\/workshop-strike\/POWER/i.test(topic)) {
    return { target: "workshop-strike", word: payload.toLowerCase() };
  }
  if (topic === "zigbee2mqtt/workshop-holder/set") {
    const { state } = JSON.parse(payload) as { state: string };
    return { target: "workshop-holder", word: state.toLowerCase() };
  }
  if (topic === `egress/${SITE_ID}/lock/store-lockset/command`) {
    return { target: "store-lockset", word: (JSON.parse(payload) as { to: string }).to };
  }
  return null;
}

function onOrOff(on: boolean | undefined): string {
  return on === true ? "on" : "off";
}

/** The simulated products, on the broker as they come out of their boxes. */
export class Devices {
  readonly smoke: ZigbeeDetector;
  readonly maglock: ShellyGen2Relay;
  readonly strike: TasmotaRelay;
  /** Switched on by hand: the leaf stands open. */
  readonly holder: ZigbeePlug;

  constructor(brokerUrl: string) {
    this.smoke = new ZigbeeDetector("lobby-smoke", brokerUrl);
    this.maglock = new ShellyGen2Relay("shellyplus1-front", brokerUrl);
    this.strike = new TasmotaRelay("workshop-strike", brokerUrl);
    this.holder = new ZigbeePlug("workshop-holder", brokerUrl);
  }

  /** Which outputs pass power on. */
  get outputs() {
    return {
      maglock: this.maglock.output,
      strike: this.strike.output,
      holder: this.holder.on,
    };
  }

  async start(): Promise<void> {
    await Promise.all(this.#all.map((device) => device.start()));
    this.holder.press();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all.map((device) => device.stop()));
  }

  get #all() {
    return [this.smoke, this.maglock, this.strike, this.holder];
  }
}
