/** A controller that is broken on purpose, wrapped around the real one. */
import type { Authority, LockDriver } from "../src/controller/ports.ts";
import type { Request, Result } from "../src/core/input.ts";
import type { CommandMessage } from "../src/site-handle.ts";
import type { BrokenPart } from "./broken-parts.ts";

export function brokenAs(broken: BrokenPart | null, authority: Authority): Authority {
  switch (broken) {
    case "swallows-releases":
      return swallowing(authority, "unlocked");
    case "keeps-holders":
      return swallowing(authority, "released");
    case "relocks-on-silence":
      return relocking(authority);
    case "forgets-lockdowns":
      return asking(authority, (request) => (request.action === "lockdown" ? null : request));
    case "tests-everything":
      return asking(authority, (request) => {
        if (request.action !== "walk-test-start") return request;
        const { area: _, ...whole } = request;
        return whole;
      });
    default:
      return authority;
  }
}

/** What is asked is asked otherwise, or, for null, answered and not done. */
function asking(authority: Authority, heard: (request: Request) => Request | null): Authority {
  return Object.create(authority, {
    ...forwarded(authority),
    attach: { value: (driver: LockDriver) => authority.attach(driver) },
    request: {
      value: (request: Request): Promise<Result> => {
        const asked = heard(request);
        return asked === null ? Promise.resolve({ ok: true }) : authority.request(asked);
      },
    },
  }) as Authority;
}

function swallowing(authority: Authority, lost: CommandMessage["to"]): Authority {
  return Object.create(authority, {
    ...forwarded(authority),
    attach: {
      value: (driver: LockDriver) =>
        authority.attach({
          targets: driver.targets,
          drive: (orders) => driver.drive(orders.filter(({ to }) => to !== lost)),
        }),
    },
  }) as Authority;
}

const SILENT_FOR_MS = 600_000;

function relocking(authority: Authority): Authority {
  const orders = new Map<string, Parameters<LockDriver["drive"]>[0][number]>();
  return Object.create(authority, {
    ...forwarded(authority),
    attach: {
      value: (driver: LockDriver) =>
        authority.attach({
          targets: driver.targets,
          drive: (given) => {
            for (const one of given) {
              orders.set(one.target, one);
              const again = () => {
                if (orders.get(one.target) !== one) return;
                driver.drive([{ ...one, to: "locked", energise: one.energise !== true }]);
              };
              if (one.to === "unlocked") setTimeout(again, SILENT_FOR_MS);
            }
            driver.drive(given);
          },
        }),
    },
  }) as Authority;
}

/** Private fields want their own object as `this`. */
function forwarded(authority: Authority): PropertyDescriptorMap {
  return {
    description: { value: authority.description },
    door: { value: (id: string) => authority.door(id) },
    sensor: { value: (id: string) => authority.sensor(id) },
    supply: { value: (id: string) => authority.supply(id) },
    area: { value: (id: string) => authority.area(id) },
    request: {
      value: (request: Parameters<Authority["request"]>[0]) => authority.request(request),
    },
    tell: { value: (input: Parameters<Authority["tell"]>[0]) => authority.tell(input) },
    tellAll: { value: (inputs: Parameters<Authority["tellAll"]>[0]) => authority.tellAll(inputs) },
    alarmLink: {
      value: (value: Parameters<Authority["alarmLink"]>[0]) => authority.alarmLink(value),
    },
    inputsRead: { value: () => authority.inputsRead() },
    listen: { value: (one: Parameters<Authority["listen"]>[0]) => authority.listen(one) },
    close: { value: () => authority.close() },
  };
}
