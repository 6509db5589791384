/** A door in Home: its lock, how the lock is managed, and its leaf. */
import type { Characteristic, HAP } from "homebridge";
import type { DoorDescription } from "../src/core/site.ts";
import type { DoorState } from "../src/core/view.ts";
import type { AccessoryLike } from "./accessory-identity.ts";
import {
  actionOfTarget,
  CONTACT_OF_POSITION,
  type Contact,
  LOCK_CURRENT_VALUES,
  LOCK_UNKNOWN,
  type LockCurrent,
  type LockTarget,
} from "./hap-mapping.ts";
import type { HomeRequests } from "./home-requests.ts";
import { LockManagement } from "./lock-management.ts";
import { currentOf, targetOf } from "./lock-tile.ts";
import { Shown } from "./shown.ts";
import { StatusFlags } from "./status-flags.ts";
import { removeServices, serviceOf, type Tile } from "./tile.ts";
import { makeWritable } from "./writable.ts";

export interface DoorAccessoryOptions {
  readonly hap: HAP;
  readonly accessory: AccessoryLike;
  readonly door: DoorDescription;
  readonly name: string;
  readonly requests: HomeRequests;
  /** The door as the site knows it; undefined while it isn't known. */
  readonly state: () => DoorState | undefined;
}

interface LockTile {
  readonly target: Shown<LockTarget>;
  readonly current: Shown<LockCurrent>;
  readonly management: LockManagement;
}

interface LeafTile {
  readonly contact: Shown<Contact>;
  readonly flags: StatusFlags;
}

export class DoorAccessory implements Tile {
  readonly #options: DoorAccessoryOptions;
  readonly #lock: LockTile | null;
  readonly #leaf: LeafTile | null;
  #heard = 0;

  constructor(options: DoorAccessoryOptions) {
    this.#options = options;
    this.#lock = options.door.locks.length > 0 ? this.#addLock() : null;
    this.#leaf = options.door.contact === null ? null : this.#addLeaf();
    const { Service } = options.hap;
    if (!this.#lock)
      removeServices(options.accessory, Service.LockMechanism, Service.LockManagement);
    if (!this.#leaf) removeServices(options.accessory, Service.ContactSensor);
  }

  showFirst(): boolean {
    const state = this.#options.state();
    if (!state) {
      this.lose();
      return false;
    }
    this.#heard += 1;
    if (!this.#lock) return false;
    // Target before current, in one tick, or Home says "Unlocking…" until the next change.
    const moved = this.#lock.target.show(targetOf(state));
    const settled = this.#lock.current.show(currentOf(state));
    return moved || settled;
  }

  showLast(): void {
    const state = this.#options.state();
    if (!state) return;
    this.#lock?.management.show(state);
    if (!this.#leaf) return;
    this.#leaf.contact.show(CONTACT_OF_POSITION[state.position]);
    this.#leaf.flags.show({
      active: true,
      fault: state.troubles.length > 0,
      tampered: state.alarm === "forced-open",
    });
  }

  lose(): void {
    this.#lock?.target.lose();
    this.#lock?.current.lose(LOCK_UNKNOWN);
    this.#lock?.management.lose();
    this.#leaf?.contact.lose();
    this.#leaf?.flags.deactivate();
  }

  #addLock(): LockTile {
    const { hap, accessory, door, name, requests } = this.#options;
    const C = hap.Characteristic;
    const service = serviceOf(hap, accessory, hap.Service.LockMechanism, name);
    service.setPrimaryService(true);
    const targetCharacteristic = service.getCharacteristic(C.LockTargetState);
    const target = new Shown<LockTarget>(hap, targetCharacteristic);
    const current = new Shown<LockCurrent>(
      hap,
      unknownFirst(service.getCharacteristic(C.LockCurrentState)),
    );
    makeWritable({
      hap,
      characteristic: targetCharacteristic,
      shown: target,
      requests,
      meaningOf: (value) => {
        const action = actionOfTarget(value);
        return action === null ? "invalid" : { action, door: door.id };
      },
      heard: () => this.#heard,
      springsBack: false,
      showTruth: () => this.showFirst(),
    });
    return { target, current, management: new LockManagement(hap, accessory, door, name) };
  }

  #addLeaf(): LeafTile {
    const { hap, accessory, name } = this.#options;
    const C = hap.Characteristic;
    const service = serviceOf(hap, accessory, hap.Service.ContactSensor, name);
    return {
      contact: new Shown<Contact>(hap, service.getCharacteristic(C.ContactSensorState)),
      flags: new StatusFlags(hap, service),
    };
  }
}

/** A fresh lock is unsecured by HAP's default; ours starts, and fails, as unknown. */
function unknownFirst(current: Characteristic): Characteristic {
  return current.setProps({ validValues: LOCK_CURRENT_VALUES }).updateValue(LOCK_UNKNOWN);
}
