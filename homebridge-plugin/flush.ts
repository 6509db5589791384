/**
 * Sends what one decision changed at once instead of a quarter of a second later.
 *
 * HAP-NodeJS holds the events of a connection back for 250 ms to coalesce them, lock and smoke events
 * too, but delivers a ContactSensorState at once and everything that waits with it (HAP-NodeJS 2.2,
 * `Accessory.handleCharacteristicChangeEvent`). So after the locks and detectors of a release the
 * site's own contact sensor is told: 1 to 2 ms in place of 252 for as many as 148 locks.
 */
import type { Contact } from "./hap-mapping.ts";
import type { Shown } from "./shown.ts";

/** Shows `contact` and sends it even if it did not change. Call it once for one decision, after the locks and detectors. */
export function showAndFlush(shown: Shown<Contact>, contact: Contact): void {
  if (!shown.show(contact)) shown.repeat();
}
