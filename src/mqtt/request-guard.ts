/**
 * Who asks. Without `requests` in the site file a name is what the channel says it is; with it, the
 * names of keys and of people with a PIN count only with proof, and so does every action that `roles`
 * gives to some.
 */
import type { Action, Result } from "../core/input.ts";
import { ROLE_OF } from "../core/roles.ts";
import type { RequestRules, SiteDescription } from "../core/site.ts";
import type { AskedRequest } from "./payloads.ts";
import { createPinDesk, LOCKED_OUT_MS, type PinAnswer, type PinDesk } from "./pins.ts";
import type { RequestSecrets } from "./request-secrets.ts";
import { isSignedWith } from "./request-signature.ts";

export type Refused = Extract<Result, { ok: false }>;

/** Whose request it is, and whether that is proven. */
export type Identity =
  | { readonly ok: true; readonly by: string; readonly proven: boolean }
  | Refused;

export interface RequestGuard {
  /** At once, unless a PIN has to be worked out. */
  identify(asked: AskedRequest): Identity | Promise<Identity>;
  /** Whether a name counts only with proof. */
  isGuarded(name: string): boolean;
}

export function createRequestGuard(
  site: Pick<SiteDescription, "id" | "requests" | "roles">,
  secrets: RequestSecrets,
  pins: PinDesk = createPinDesk(secrets.pins, undefined, secrets.tries),
): RequestGuard {
  const rules = site.requests;
  if (rules === undefined) return { identify: unproven, isGuarded: () => false };
  const guarded = guardedNames(rules);

  const signed = (asked: AskedRequest, key: string): Identity => {
    const secret = secrets.keys.get(key);
    if (secret === undefined || !isSignedWith(secret, site.id, asked.fields))
      return notPermitted(
        "The signature is not right: sign every field of the request, with the key's present secret.",
      );
    const by = asked.named ? asked.by : key;
    const speaksFor = rules.keys.find(({ id }) => id === key)?.speaksFor ?? [];
    return by === key || speaksFor.includes(by)
      ? { ok: true, by, proven: true }
      : notPermitted(
          `The key ${key} may not ask in the name of ${by}: name ${by} in its \`speaksFor\`, or leave \`by\` out.`,
        );
  };
  const byPin = async (asked: AskedRequest, pin: string): Promise<Identity> => {
    const answer = await pins.check(asked.by, pin).catch((): PinAnswer => "busy");
    return answer === "right"
      ? { ok: true, by: asked.by, proven: true }
      : notPermitted(PIN_REASONS[answer]);
  };

  return {
    isGuarded: (name) => guarded.has(name),
    identify(asked) {
      const { proof } = asked;
      if (proof?.kind === "signature") return signed(asked, proof.key);
      if (proof?.kind === "pin") return byPin(asked, proof.pin);
      if (rules.signed === "required") return notPermitted(`This site asks for proof. ${HOW}`);
      if (guarded.has(asked.by)) return notPermitted(`The name ${asked.by} needs proof. ${HOW}`);
      return roleOf(site, asked.action)
        ? notPermitted(`Only some may ${asked.action.action} here, so it needs proof. ${HOW}`)
        : unproven(asked);
    },
  };
}

const HOW =
  "Sign the request with a key of the site, or give the PIN of a person whom the site names (egress request --key-file or --pin).";

const PIN_REASONS = {
  wrong: "The PIN is wrong.",
  "no-pin": "There is no PIN for that name on this site.",
  busy: "Too many PINs are being checked: try again in a moment.",
  "not-kept": "The count of wrong PINs can't be kept now, so none is taken.",
  "locked-out": `Too many wrong PINs: this name is locked out for ${LOCKED_OUT_MS / 60_000} minutes.`,
} as const;

function unproven({ by }: AskedRequest): Identity {
  return { ok: true, by, proven: false };
}

function guardedNames({ keys, pins }: RequestRules): ReadonlySet<string> {
  return new Set([...keys.flatMap(({ id, speaksFor }) => [id, ...speaksFor]), ...pins]);
}

/** Whether the site says who may do this. */
function roleOf({ roles }: Pick<SiteDescription, "roles">, { action }: Action): boolean {
  return roles[ROLE_OF[action]] !== undefined;
}

function notPermitted(reason: string): Refused {
  return { ok: false, code: "not-permitted", reason };
}
