/** How a product speaks MQTT. A profile is pure: it names topics, reads payloads and writes payloads. */
import { z } from "zod";
import type { Bolt, Reading, ReadingValue } from "../core/input.ts";
import type { SensorKind } from "../core/site.ts";
import type { Problem } from "../errors.ts";
import type { CommandMessage } from "../site-handle.ts";

/** What a device is bound as: a sensor of some kind, a lock, or a door holder. */
export type BindingUse = SensorKind | "lock" | "holder";

export interface DeviceTopic {
  readonly topic: string;
  /** Alarm topics are subscribed first; availability says whether the way to the device is open. */
  readonly carries: "alarm" | "state" | "availability";
}

export interface DevicePacket {
  readonly topic: string;
  readonly payload: string;
}

export interface DeviceMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** True for a message that the broker kept: it tells what was, perhaps of a device long gone. */
  readonly retained: boolean;
}

/** What one message says, as far as it says anything. */
export interface Heard {
  readonly value?: ReadingValue;
  readonly battery?: NonNullable<Reading["battery"]>;
  readonly tamper?: boolean;
  /** The bolt, from a device that senses it. */
  readonly bolt?: Bolt;
  /** A relay's own output, where its owner lets that count as the lock's report. Not a bolt. */
  readonly energised?: boolean;
  readonly availability?: "up" | "down";
  /** The rule that read it. */
  readonly by: string;
}

/** A product bound to its topics. Nothing here throws or keeps state. */
export interface Device {
  readonly topics: readonly DeviceTopic[];
  /** Whether the device lets go by itself unless told again: what `controllerLoss: release` needs. */
  readonly carriesLease: boolean;
  /**
   * What an order is to it: power that stays as it was told, a pulse that the device ends, or a word;
   * null for what takes no orders.
   */
  readonly drives: "power" | "pulse" | "word" | null;
  /** Set for a device that is driven over HTTP instead of MQTT. */
  readonly http: HttpDevice | null;
  /** Set for a UPS that is asked of NUT's `upsd`. */
  readonly upsd: UpsdDevice | null;
  /** What to send once the connection stands, to learn the present state. */
  readonly queries: readonly DevicePacket[];
  /** What a message says of the bound use; null when nothing. */
  read(message: DeviceMessage): Heard | null;
  /** The packets of one order; none when the device has no way to say it. */
  encode(command: CommandMessage): readonly DevicePacket[];
  /**
   * What must be told once a connection, before the first order with a lease; for null, before an order
   * that must stand without one.
   */
  prepare(leaseSeconds: number | null): readonly DevicePacket[];
}

/** One HTTP request as it leaves. Its headers may hold credentials: never log it. */
export interface HttpCall {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** A device on HTTP. Nothing here connects. */
export interface HttpDevice {
  /** The request of one order; null when the device has no way to say it. */
  order(command: CommandMessage): HttpCall | null;
  /** Asks for the present state; that it answers at all says that the device is there. */
  readonly status: HttpCall;
  /** What the answer to `status` says; null when nothing. */
  readStatus(body: Uint8Array): Heard | null;
  readonly timeoutMs: number;
  readonly pollMs: number;
}

/** Where one UPS is asked for its variables. */
export interface UpsdDevice {
  readonly host: string;
  readonly port: number;
  readonly ups: string;
  readonly credentials: { readonly user: string; readonly password: string } | null;
  /** Whether to count as a client that the UPS's master waits for at a shutdown. */
  readonly login: boolean;
  readonly pollMs: number;
  readonly timeoutMs: number;
  /** What the variables say, by name. */
  readVariables(variables: Readonly<Record<string, string>>): Heard;
}

export type Bound =
  | { readonly ok: true; readonly device: Device }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface DeviceProfile {
  readonly name: string;
  readonly uses: readonly BindingUse[];
  /** Checks a binding as the site file gave it and makes the device of it. */
  bind(binding: unknown, use: BindingUse): Bound;
}

/** One way to use a product, with the keys that it takes. */
export interface Variant {
  readonly uses: readonly BindingUse[];
  bind(binding: unknown, use: BindingUse): Bound;
}

/** @param example a right binding, shown as the mend of a wrong one. */
export function variant<Binding>(
  uses: readonly BindingUse[],
  example: string,
  schema: z.ZodType<Binding>,
  device: (binding: Binding, use: BindingUse) => Device,
): Variant {
  return {
    uses,
    bind(binding, use) {
      const parsed = schema.safeParse(binding);
      if (parsed.success) return { ok: true, device: device(parsed.data, use) };
      return { ok: false, problems: problemsOf(parsed.error, `Write it like ${example}.`) };
    },
  };
}

export function defineProfile(name: string, variants: readonly Variant[]): DeviceProfile {
  return {
    name,
    uses: variants.flatMap((each) => each.uses),
    bind(binding, use) {
      const fitting = variants.find((each) => each.uses.includes(use));
      if (fitting !== undefined) return fitting.bind(binding, use);
      const message = `${name} can't be used for a ${use}`;
      const mend = `Choose a profile that can; ${name} is for ${variants.flatMap((each) => each.uses).join(", ")}.`;
      return { ok: false, problems: [{ path: "profile", message, mend }] };
    },
  };
}

/** Parts of every device that most devices leave empty. */
export const SILENT_DEVICE = {
  carriesLease: false,
  drives: null,
  http: null,
  upsd: null,
  queries: [],
  encode: () => [],
  prepare: () => [],
} as const satisfies Partial<Device>;

const MAX_TOPIC_LENGTH = 200;

/** A topic that names one thing: no wildcards, no control characters, no broker's own tree. */
export const topicName = z
  .string()
  .min(1)
  .max(MAX_TOPIC_LENGTH)
  .regex(/^[^$/+#\p{Cc}][^+#\p{Cc}]*(?<!\/)$/u, {
    error: "is no exact topic: it must not start with $ or /, end with /, or have + or # in it",
  });

function problemsOf(error: z.ZodError, mend: string): Problem[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: key,
        message: "is not a key of this profile",
        mend,
      }));
    }
    return [{ path: issue.path.map(String).join("."), message: issue.message, mend }];
  });
}
