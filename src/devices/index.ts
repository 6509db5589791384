/** Devices and how they speak. Pure: no connection, no clock. */
export type {
  BindingUse,
  Bound,
  Device,
  DeviceMessage,
  DevicePacket,
  DeviceProfile,
  DeviceTopic,
  Heard,
  HttpCall,
  HttpDevice,
  UpsdDevice,
} from "./device-profile.ts";
export { leaseGoesOut } from "./lease.ts";
export { bindDevice, bindingProblems, PROFILES, profileOf } from "./registry.ts";
export { boltFromOutput } from "./relay.ts";
