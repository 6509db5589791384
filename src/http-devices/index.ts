/** Locks and holders that are driven by HTTP requests. */
export { openHttpDevices } from "./http-devices.ts";
