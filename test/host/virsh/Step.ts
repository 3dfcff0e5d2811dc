/** A command, and what it prints: exactly that, or something like it. Commands of one script see what those before them did. */
export type Step = readonly [command: string, prints: string | RegExp]
