/** Locks and holders that are driven by HTTP requests. */
export { httpTargets, openHttpDevices } from "./http-devices.ts";
