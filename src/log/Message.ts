/** A kind of record that an operator may act on: its MESSAGE_ID and what `journalctl -x` says about it. */
export class Message {
  constructor(
    /** 128 random bits in hexadecimal, never reused; make one with `journalctl --new-id128`. */
    readonly id: string,
    /** One line. `@FIELD@` stands for a field of the record. */
    readonly subject: string,
    /** What happened and what it means. */
    readonly explanation: string,
    /** What to do about it. */
    readonly remedy: string,
  ) {}
}
