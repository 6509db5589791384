/** HAP's LockManagement service of a door: required by some clients, and where the last action is told. */
import type { HAP, Perms, Service } from "homebridge";
import type { DoorDescription } from "../src/core/site.ts";
import type { DoorState } from "../src/core/view.ts";
import type { AccessoryLike } from "./accessory-identity.ts";
import { VERSION } from "./accessory-identity.ts";
import { DOOR_STATE_OF_POSITION } from "./hap-mapping.ts";
import { lastActionOf } from "./last-action.ts";
import { Shown } from "./shown.ts";
import { serviceOf } from "./tile.ts";

const READ: Perms.PAIRED_READ = "pr" as Perms.PAIRED_READ;
const NOTIFY: Perms.NOTIFY = "ev" as Perms.NOTIFY;

export class LockManagement {
  readonly #hap: HAP;
  readonly #service: Service;
  readonly #position: Shown<0 | 1> | null;
  #lastAction: Shown<number> | null = null;
  #before: DoorState | undefined;

  constructor(hap: HAP, accessory: AccessoryLike, door: DoorDescription, name: string) {
    const C = hap.Characteristic;
    this.#hap = hap;
    this.#service = serviceOf(hap, accessory, hap.Service.LockManagement, name);
    this.#service.updateCharacteristic(C.Version, VERSION);
    // Its vendor-specific commands are none of ours: taken and dropped.
    this.#service.getCharacteristic(C.LockControlPoint).onSet(() => undefined);
    this.#addTimeout(door);
    this.#remove(C.LockLastKnownAction.UUID);
    if (door.contact === null) this.#remove(C.CurrentDoorState.UUID);
    this.#position =
      door.contact === null
        ? null
        : new Shown<0 | 1>(hap, this.#service.getCharacteristic(C.CurrentDoorState));
  }

  show(state: DoorState): void {
    this.#position?.show(DOOR_STATE_OF_POSITION[state.position]);
    const action = this.#before && lastActionOf(this.#before, state);
    if (action !== undefined && action !== null) this.#tellAction(action);
    this.#before = state;
  }

  lose(): void {
    this.#position?.lose();
    // What happened while the authority was away is not known, so nothing is made of the difference.
    this.#before = undefined;
  }

  /** How long an access lasts. The site file owns it, so HAP itself refuses a write of it. */
  #addTimeout(door: DoorDescription): void {
    const timeout = this.#service.getCharacteristic(
      this.#hap.Characteristic.LockManagementAutoSecurityTimeout,
    );
    const seconds = Math.round(door.timing.accessMs / 1000);
    timeout.setProps({ perms: [READ, NOTIFY] }).updateValue(seconds);
    timeout.onGet(() => seconds);
  }

  /** HAP has no word for "no action known", so the characteristic is there once there is one. */
  #tellAction(action: number): void {
    const C = this.#hap.Characteristic;
    this.#lastAction ??= new Shown(
      this.#hap,
      this.#service.getCharacteristic(C.LockLastKnownAction),
    );
    this.#lastAction.show(action);
  }

  #remove(uuid: string): void {
    const found = this.#service.characteristics.find(
      (characteristic) => characteristic.UUID === uuid,
    );
    if (found) this.#service.removeCharacteristic(found);
  }
}
