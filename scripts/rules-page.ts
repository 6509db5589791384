/** The page of the design rules, made from the table that `egress check` runs. */
import { IDLE_ACKNOWLEDGEMENT, RULES, UNPROVEN_LEASE } from "../src/check/index.ts";
import { EXAMPLE_BASE, RULE_EXAMPLES } from "./rule-examples.ts";

/** Fields that say what Egress does not do but others do, and so change findings, never a door. */
const STATED: readonly (readonly [field: string, meaning: string])[] = [
  ["dwelling: true", "The site is a home."],
  ["lockdownVia: local \\| cloud", "How a lockdown is called; `local` unless said otherwise."],
  [
    "impairments: [{ subject, what, until? }]",
    "What somebody bypassed by hand, and by which day it is out again.",
  ],
  [
    "supplies: ratedWatts, inrushAmps",
    "What the power supply can give for long, and for a moment.",
  ],
  ["supplies: targetRuntime", "How long its battery should carry its locks; `4h`."],
  [
    "supplies: firePanel: { releaseAfter? }",
    "It is a fire panel's battery, which lets go so long after the mains are lost.",
  ],
  ["doors: latch: true", "The leaf latches by itself, besides its locks."],
  ["doors: keyedInside: true", "Something on it needs a key from the inside too."],
  [
    "doors: fireRelease: { latched: true }",
    "A fire panel's relay cuts the locks and the holder by wire, and stays so until reset.",
  ],
  [
    "doors: emergencyRelease: { latching: true }",
    "It stays pulled; false when it releases only while it is pressed.",
  ],
  [
    "doors: delayedEgress: { delay, nuisance, rearm, sign, sounder, authorityApproved }",
    "The hardware opens some seconds after it is pushed. Egress does not run the delay.",
  ],
  [
    "doors: interlock: { with: [door], override }",
    "Only one of these doors opens at a time. Egress does not run the interlock.",
  ],
  [
    "doors: alsoDrivenBy: { name, lockdownCutsExit, lockdownOverFire, relocksByItself, relocksOnPower }",
    "Another system on the same wires, or the lock's own firmware, and what it does unasked.",
  ],
  [
    "locks: peakWatts, continuousDuty, solenoid",
    "What it draws when it moves; whether its coil may stay on (`true`); whether a solenoid pulls its latch.",
  ],
  [
    "holder: controllerLoss: hold \\| release",
    "What the holder's output does when Egress dies; `hold`.",
  ],
];

export function rulesPage(): string {
  const count = (severity: string) => RULES.filter((rule) => rule.severity === severity).length;
  return [
    "# The design rules\n",
    "What `egress check SITE` holds a site against. A site that is written without a mistake can still be a",
    "trap, and most of these are mistakes that somebody made in a real building.\n",
    `${count("error")} errors, ${count("warning")} warnings and ${count("info")} info. An error makes \`egress check\` end with 1. The rules`,
    "come from standards as others tell them; local law and the authority that has jurisdiction stand above all of it.\n",
    "A finding that stands for a good reason is moved aside by the owner, by rule and subject:\n",
    code(
      'acknowledge: [{ rule: L28, subject: "door:vault", why: "The vault has a guard by night." }]',
    ),
    `Where there is no such finding, \`${IDLE_ACKNOWLEDGEMENT.id}\` warns: ${IDLE_ACKNOWLEDGEMENT.why.toLowerCase()}\n`,
    `With \`--data DIR\` the site's journal is read too, and \`${UNPROVEN_LEASE.id}\` warns of each lock with a lease that is`,
    `not proven (\`egress prove-lease\`): ${UNPROVEN_LEASE.why.toLowerCase()}\n`,
    "## What only the rules read\n",
    "Facts that Egress can't see and does not act on. They are yours to state; each has a quiet default.\n",
    "| field | meaning |\n| --- | --- |",
    ...STATED.map(([field, meaning]) => `| \`${field}\` | ${meaning} |`),
    "\nSome rules are about what Egress itself never does: it latches every release (L15), lets fire go before",
    "lockdown (L14), never cuts an exit device (L13), never lets a call point wait (L20) and reads before it drives",
    "(L44). There the rule looks at the nearest thing that an owner can state: another system in the same wires, or",
    "an alarm rule that can only be meant for a call point. L40 takes a call on the site itself as good, though a",
    "lockdown by Egress still needs this computer: wire a lockdown that must not depend on one.\n",
    "## The rules\n",
    "The examples are added to this site, on which no rule has anything to say:\n",
    code(EXAMPLE_BASE.trimEnd()),
    ...RULES.map(section),
  ].join("\n");
}

function section(rule: (typeof RULES)[number]): string {
  const example = RULE_EXAMPLES[rule.id];
  return [
    `### ${rule.id}: ${rule.title}\n`,
    `**${rule.severity}**. ${rule.why}\n`,
    `- Mend: ${rule.fix}`,
    `- Reads: ${rule.reads.map((field) => `\`${field}\``).join(", ")}`,
    `- Source: ${rule.source}\n`,
    ...(example === undefined
      ? []
      : [
          `Found at \`${example.subject}\`:\n`,
          code(example.wrong),
          "Not found in:\n",
          code(example.right),
        ]),
  ].join("\n");
}

function code(text: string): string {
  return `\`\`\`yaml\n${text}\n\`\`\`\n`;
}
