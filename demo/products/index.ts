/** Simulated products that speak as the real ones do, with the faults that the real ones have. */
export { EsphomeNode } from "./esphome-node.ts";
export { NutUps } from "./nut-ups.ts";
export type { Product } from "./product.ts";
export { ShellyGen1Relay } from "./shelly-gen1-relay.ts";
export { ShellyGen2Inputs } from "./shelly-gen2-inputs.ts";
export { ShellyGen2Relay } from "./shelly-gen2-relay.ts";
export { TasmotaRelay } from "./tasmota-relay.ts";
export { WiredMaglock } from "./wired-maglock.ts";
export { ZigbeeContact } from "./zigbee-contact.ts";
export { ZigbeeDetector } from "./zigbee-detector.ts";
export { ZigbeeLock } from "./zigbee-lock.ts";
export { ZigbeePlug } from "./zigbee-plug.ts";
export { ZwaveLock } from "./zwave-lock.ts";
