// The first process of a container: program, arguments, environment, directory, user.
import { childText } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'

export interface ContainerInit {
  path: string | undefined
  args: string[]
  env: { name: string; value: string }[]
  directory: string | undefined
  user: string | undefined
  group: string | undefined
}

export function parseContainerInit(os: XmlElement | undefined): ContainerInit {
  return {
    path: childText(os, 'init'),
    args: (os?.elements('initarg') ?? []).map(({ text }) => text),
    env: (os?.elements('initenv') ?? []).map(element => ({
      name: element.attribute('name') ?? '',
      value: element.text,
    })),
    directory: childText(os, 'initdir'),
    user: childText(os, 'inituser'),
    group: childText(os, 'initgroup'),
  }
}

export function formatContainerInit(writer: XmlWriter, init: ContainerInit): void {
  writer.text('init', init.path)
  for (const argument of init.args) writer.text('initarg', argument)
  for (const { name, value } of init.env) writer.element('initenv', { name }, value)
  writer.text('initdir', init.directory)
  writer.text('inituser', init.user)
  writer.text('initgroup', init.group)
}
