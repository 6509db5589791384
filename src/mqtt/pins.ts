/** People's PINs: kept as scrypt hashes, and guessed at five times only. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { FORGETFUL, type PinTries } from "./pin-tries.ts";

export const MIN_PIN_LENGTH = 4;
export const MAX_PIN_LENGTH = 64;

/** So many wrong PINs for one name in a row, and nobody gets in by it for a while. */
export const MAX_WRONG_PINS = 5;
export const LOCKED_OUT_MS = 5 * 60_000;

/** PINs being worked out at a time: each takes 16 MB, and a thread that others need too. */
export const MAX_CHECKS_AT_ONCE = 4;

const COST = { N: 16_384, r: 8, p: 1 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const HASHED = /^scrypt\$16384\$8\$1\$([\w-]{22})\$([\w-]{43})$/;

export type PinAnswer = "right" | "wrong" | "locked-out" | "busy" | "no-pin" | "not-kept";

export interface PinDesk {
  check(name: string, pin: string): Promise<PinAnswer>;
}

interface Tries {
  wrong: number;
  lockedUntil: number;
}

/** Gives `scrypt$N$r$p$salt$hash`, fit to be kept. */
export async function hashPin(pin: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derived(pin, salt);
  const { N, r, p } = COST;
  return ["scrypt", N, r, p, salt.toString("base64url"), hash.toString("base64url")].join("$");
}

export function isPinHash(text: string): boolean {
  return HASHED.test(text);
}

/**
 * A try counts from when it is made, so that guesses made at once are no more than others, and it is kept
 * before it is looked at: who ends this process in the middle has used it up. A name that was locked out
 * when an earlier run ended is locked out anew, for the whole time.
 *
 * @param now milliseconds on a clock that never steps.
 */
export function createPinDesk(
  hashes: ReadonlyMap<string, string>,
  now: () => number = () => performance.now(),
  kept: PinTries = FORGETFUL,
): PinDesk {
  const tries = new Map<string, Tries>();
  for (const [name, wrong] of kept.earlier)
    if (hashes.has(name)) tries.set(name, { wrong, lockedUntil: now() + LOCKED_OUT_MS });
  const keep = () => kept.keep(new Map([...tries].map(([name, { wrong }]) => [name, wrong])));
  let checking = 0;

  return {
    async check(name, pin) {
      const [, salt, hash] = HASHED.exec(hashes.get(name) ?? "") ?? [];
      if (salt === undefined || hash === undefined) return "no-pin";
      const known = tries.get(name) ?? { wrong: 0, lockedUntil: 0 };
      if (known.wrong >= MAX_WRONG_PINS) {
        if (now() < known.lockedUntil) return "locked-out";
        known.wrong = 0;
      }
      if (checking >= MAX_CHECKS_AT_ONCE) return "busy";
      known.wrong += 1;
      known.lockedUntil = now() + LOCKED_OUT_MS;
      tries.set(name, known);
      checking += 1;
      try {
        try {
          await keep();
        } catch {
          return "not-kept";
        }
        const found = await derived(pin, Buffer.from(salt, "base64url"));
        if (!timingSafeEqual(found, Buffer.from(hash, "base64url"))) return "wrong";
        tries.delete(name);
        // That it is forgiven may be lost: the next right one forgives it again.
        void keep().catch(() => undefined);
        return "right";
      } finally {
        checking -= 1;
      }
    },
  };
}

function derived(pin: string, salt: Buffer): Promise<Buffer> {
  const options: ScryptOptions = COST;
  return new Promise((resolve, reject) => {
    scrypt(pin.normalize("NFC"), salt, HASH_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
