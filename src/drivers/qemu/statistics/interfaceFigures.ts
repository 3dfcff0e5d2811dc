import { readFile } from 'node:fs/promises'

/** What the kernel counts for a link, as the guest at its other end sees it. */
export interface InterfaceFigures {
  readonly rx_bytes: bigint
  readonly rx_packets: bigint
  readonly rx_errs: bigint
  readonly rx_drop: bigint
  readonly tx_bytes: bigint
  readonly tx_packets: bigint
  readonly tx_errs: bigint
  readonly tx_drop: bigint
}

/** The kernel's file of each figure; what the host's end sends, the guest receives. */
const files = {
  rx_bytes: 'tx_bytes',
  rx_packets: 'tx_packets',
  rx_errs: 'tx_errors',
  rx_drop: 'tx_dropped',
  tx_bytes: 'rx_bytes',
  tx_packets: 'rx_packets',
  tx_errs: 'rx_errors',
  tx_drop: 'rx_dropped',
} as const satisfies Record<keyof InterfaceFigures, string>

/** @param link name of the host's end; undefined when there is no such link */
export async function interfaceFigures(link: string): Promise<InterfaceFigures | undefined> {
  const read = async (file: string) =>
    BigInt((await readFile(`/sys/class/net/${link}/statistics/${file}`, 'utf8')).trim())
  try {
    return {
      rx_bytes: await read(files.rx_bytes),
      rx_packets: await read(files.rx_packets),
      rx_errs: await read(files.rx_errs),
      rx_drop: await read(files.rx_drop),
      tx_bytes: await read(files.tx_bytes),
      tx_packets: await read(files.tx_packets),
      tx_errs: await read(files.tx_errs),
      tx_drop: await read(files.tx_drop),
    }
  } catch {
    return undefined
  }
}
