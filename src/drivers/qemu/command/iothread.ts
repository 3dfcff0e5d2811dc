// Threads of QEMU that serve devices.
import type { IothreadMapping } from '../../../model/domain/devices/iothreadMapping.js'
import type { IoThreads, ThreadPool } from '../../../model/domain/ioThreads.js'
import { type CommandOption, object, type Properties } from './CommandOption.js'

function poolProperties({ min, max }: ThreadPool): Properties {
  return { 'thread-pool-min': min, 'thread-pool-max': max }
}

/** The threads and the pool of the main loop. */
export function iothreadOptions({ list, defaultPool }: IoThreads): CommandOption[] {
  const threads = list.map(({ id, pool, poll }) =>
    object({
      'qom-type': 'iothread',
      id: `iothread${id}`,
      ...poolProperties(pool),
      'poll-max-ns': poll?.max,
      'poll-grow': poll?.grow,
      'poll-shrink': poll?.shrink,
    }),
  )
  if (defaultPool === undefined) return threads
  return [...threads, object({ 'qom-type': 'main-loop', id: 'main-loop', ...poolProperties(defaultPool) })]
}

/** Which threads serve which queues. */
export function iothreadMapping(mapping: readonly IothreadMapping[] | undefined): Properties {
  return {
    'iothread-vq-mapping': mapping?.map(({ id, queues }) => ({
      iothread: `iothread${id}`,
      vqs: queues.length > 0 ? queues : undefined,
    })),
  }
}
