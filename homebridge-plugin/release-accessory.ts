/** "Release" in Home: a contact that is open while any door stands released for life safety. */
import type { HAP } from "homebridge";
import type { DoorState } from "../src/core/view.ts";
import type { AccessoryLike } from "./accessory-identity.ts";
import { showAndFlush } from "./flush.ts";
import {
  CONTACT_DETECTED,
  CONTACT_NOT_DETECTED,
  type Contact,
  LIFE_SAFETY,
} from "./hap-mapping.ts";
import { Shown } from "./shown.ts";
import { StatusFlags } from "./status-flags.ts";
import { serviceOf } from "./tile.ts";

/** Whether a door stands released for life safety: by its own green box, by fire or by gas. */
export function isReleased(door: DoorState): boolean {
  return LIFE_SAFETY[door.demand.name] && door.demand.wants === "released";
}

export class ReleaseAccessory {
  readonly #contact: Shown<Contact>;
  readonly #flags: StatusFlags;

  constructor(hap: HAP, accessory: AccessoryLike, name: string) {
    const service = serviceOf(hap, accessory, hap.Service.ContactSensor, name);
    this.#contact = new Shown<Contact>(
      hap,
      service.getCharacteristic(hap.Characteristic.ContactSensorState),
    );
    this.#flags = new StatusFlags(hap, service);
  }

  /** Tells whether a release stands; `urgent` when this decision released a lock or raised an alarm. */
  show(standing: boolean, urgent: boolean): void {
    const contact = standing ? CONTACT_NOT_DETECTED : CONTACT_DETECTED;
    this.#flags.show({ active: true });
    if (urgent) showAndFlush(this.#contact, contact);
    else this.#contact.show(contact);
  }

  lose(): void {
    this.#contact.lose();
    this.#flags.deactivate();
  }
}
