/** The controller's way to everything that is driven over HTTP. */
import type { Authority, LockDriver } from "../controller/ports.ts";
import type { DeviceBinding, FailMode, SiteDescription } from "../core/site.ts";
import { bindDevice, boltFromOutput, type Heard, type HttpDevice } from "../devices/index.ts";
import { HttpOutput } from "./http-output.ts";
import { createTurnstile } from "./turnstile.ts";

export interface HttpDevicesOptions {
  /** Locks and holders whose commands leave by other ways. */
  readonly wired: ReadonlySet<string>;
  readonly warn: (subject: string, message: string) => void;
}

export interface HttpDevices {
  readonly driver: LockDriver;
  /** Begins to ask the devices how they are; until one answers, the way to it is not open. */
  begin(): void;
  /** Ends without an order. */
  close(): void;
}

interface Part {
  readonly id: string;
  /** Null for a holder, and for a lock that is believed: nothing it says is a report. */
  readonly reportsBy: FailMode | null;
  readonly device: HttpDevice;
}

/** Null where nothing of the site is driven over HTTP. */
export function openHttpDevices(
  authority: Authority,
  { wired, warn }: HttpDevicesOptions,
): HttpDevices | null {
  const parts = partsOf(authority.description, wired);
  if (parts.length === 0) return null;
  const turnstile = createTurnstile();
  const outputs = new Map(
    parts.map((part) => [
      part.id,
      new HttpOutput({
        target: part.id,
        device: part.device,
        turnstile,
        warn,
        link: linkTeller(authority, part.id),
        heard: (heard) => tellReport(authority, part, heard),
      }),
    ]),
  );
  return {
    driver: {
      targets: new Set(outputs.keys()),
      drive: (commands) => {
        for (const command of commands) outputs.get(command.target)?.order(command);
      },
    },
    begin: () => {
      for (const output of outputs.values()) output.begin();
    },
    close: () => {
      for (const output of outputs.values()) output.end();
    },
  };
}

/** Ids of what is driven over HTTP: nobody knows the way to them to be open before they answer. */
export function httpTargets(
  site: SiteDescription,
  wired: ReadonlySet<string>,
): ReadonlySet<string> {
  return new Set(partsOf(site, wired).map(({ id }) => id));
}

function partsOf(site: SiteDescription | null, wired: ReadonlySet<string>): readonly Part[] {
  const parts = (site?.doors ?? []).flatMap(({ locks, holder }) => [
    ...locks.flatMap((lock) => partOf(lock, "lock", lock.monitor ? lock.failMode : null)),
    ...(holder === null ? [] : partOf(holder, "holder", null)),
  ]);
  return parts.filter(({ id }) => !wired.has(id));
}

function partOf(
  { id, device: binding }: { readonly id: string; readonly device: DeviceBinding | null },
  use: "lock" | "holder",
  reportsBy: FailMode | null,
): readonly Part[] {
  if (binding === null) return [];
  const bound = bindDevice(binding, use);
  return bound.ok && bound.device.http !== null
    ? [{ id, reportsBy, device: bound.device.http }]
    : [];
}

/** Tells changes only; the way is closed until the device has answered once. */
function linkTeller(authority: Authority, lock: string): (value: "up" | "down") => void {
  let told: "up" | "down" = "down";
  return (value) => {
    if (value === told) return;
    told = value;
    authority.tellAll([{ type: "link", lock, value }]);
  };
}

function tellReport(authority: Authority, { id, reportsBy }: Part, heard: Heard): void {
  if (reportsBy === null || heard.energised === undefined) return;
  const bolt = boltFromOutput(heard.energised, reportsBy);
  if (bolt !== null) authority.tellAll([{ type: "report", lock: id, bolt }]);
}
